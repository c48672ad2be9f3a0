package io.wxomedia.openai;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * What a call sends. It knows whether the request was complete, so that it can be told
 * whether a call that gave no answer may have been worked on.
 */
interface Outgoing {

	/**
	 * Return what the call makes, in one word.
	 */
	String makes();

	/**
	 * Send nothing from now on, so that a request that is not complete stays so.
	 * @return whether it was complete
	 */
	boolean abandon();

	/**
	 * Return why what is sent could not be read.
	 * @return the failure, or {@code null} if there was none
	 */
	@Nullable IOException failure();

	/**
	 * Return what kept the request from being completed, because the call could not be
	 * noted as sent.
	 * @return what was thrown, or {@code null} if nothing was
	 */
	@Nullable RuntimeException unmarked();

}
