package io.wxomedia.base64;

import java.io.OutputStream;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * {@link Diversions} of which the first string counts: those that follow it go nowhere.
 */
final class FirstString implements Diversions {

	private final Set<String> fields;

	private final StrictBase64 decoder;

	private boolean begun;

	FirstString(Set<String> fields, StrictBase64 decoder) {
		this.fields = fields;
		this.decoder = decoder;
	}

	@Override
	public @Nullable StrictBase64 begin(String field, boolean element) {
		if (element || !this.fields.contains(field)) {
			return null;
		}
		boolean first = !this.begun;
		this.begun = true;
		return first ? this.decoder : new StrictBase64(OutputStream.nullOutputStream());
	}

}
