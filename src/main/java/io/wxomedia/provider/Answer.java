package io.wxomedia.provider;

import java.io.IOException;
import java.io.OutputStream;

import io.wxomedia.spending.ProviderLedger.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * What a provider answered, which has to be paid for.
 *
 * @param content the result
 * @param problem why the result is of no use, in words for the caller, or {@code null} if
 * it is what was asked for
 * @param receipt what the provider said of the call
 */
public record Answer(Content content, @Nullable String problem, Receipt receipt) {

	/**
	 * Create an answer that is in memory.
	 * @param bytes the result
	 * @param problem why the result is of no use, or {@code null}
	 * @param receipt what the provider said of the call
	 * @return the answer
	 */
	public static Answer of(byte[] bytes, @Nullable String problem, Receipt receipt) {
		return new Answer(new Content() {

			@Override
			public long length() {
				return bytes.length;
			}

			@Override
			public void writeTo(OutputStream out) throws IOException {
				out.write(bytes);
			}

			@Override
			public boolean isInMemory() {
				return true;
			}

		}, problem, receipt);
	}

	/**
	 * A result that is written down, more than once where that fails.
	 */
	public interface Content {

		/**
		 * Return how long the result is.
		 * @return the length in bytes
		 */
		long length();

		/**
		 * Write the whole result.
		 * @param out where it goes; it is left open
		 * @throws IOException if it cannot be read or written
		 */
		void writeTo(OutputStream out) throws IOException;

		/**
		 * Return whether writing it waits for nobody but where it goes.
		 * @return {@code false} if it is read from somewhere
		 */
		default boolean isInMemory() {
			return false;
		}

	}

}
