package io.wxomedia.base64;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Counts the characters of diverted strings on their way to what decodes them. What fails
 * behind the decoder is thrown unchecked, so that it is not taken for a failure of the
 * document. Not thread-safe.
 */
final class DivertedText {

	private final long mostCharacters;

	private final long mostInAll;

	private StrictBase64 decoder = new StrictBase64(OutputStream.nullOutputStream());

	private long characters;

	private long inAll;

	DivertedText(long mostCharacters, long mostInAll) {
		this.mostCharacters = mostCharacters;
		this.mostInAll = mostInAll;
	}

	/**
	 * Begin a string.
	 */
	void begin(StrictBase64 decoder) {
		this.decoder = decoder;
		this.characters = 0;
	}

	/**
	 * Take what is most often all that arrives: looking for the end of the string is left
	 * out until decoding fails.
	 * @return whether all was taken; otherwise nothing was
	 */
	boolean acceptAll(byte[] text, int from, int to) {
		if (!fits(to - from)) {
			return false;
		}
		try {
			boolean accepted = this.decoder.acceptIfValid(text, from, to);
			count(accepted ? to - from : 0);
			return accepted;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void accept(byte[] text, int from, int to) throws DivertedField.TooLong {
		mustFit(to - from);
		try {
			this.decoder.accept(text, from, to);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void accept(int character) throws DivertedField.TooLong {
		mustFit(1);
		try {
			this.decoder.accept(character);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void end() {
		try {
			this.decoder.end();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean takesControlCharacters() {
		return this.decoder.takesControlCharacters();
	}

	private boolean fits(int more) {
		return this.characters + more <= this.mostCharacters && this.inAll + more <= this.mostInAll;
	}

	private void mustFit(int more) throws DivertedField.TooLong {
		if (!fits(more)) {
			throw new DivertedField.TooLong();
		}
		count(more);
	}

	private void count(int more) {
		this.characters += more;
		this.inAll += more;
	}

}
