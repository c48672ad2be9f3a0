package io.wxomedia.base64;

import org.jspecify.annotations.Nullable;

/**
 * Says which strings of a document are led past the parser, and where each of them goes.
 */
@FunctionalInterface
public interface Diversions {

	/**
	 * Return where a string goes that is about to come.
	 * @param field the name of the field that holds it
	 * @param element whether it is an element of the field's array, and not its value
	 * @return what takes it, or {@code null} if it stays in the document
	 */
	@Nullable StrictBase64 begin(String field, boolean element);

}
