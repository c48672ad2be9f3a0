package io.wxomedia.base64;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Decodes base64 as it arrives and takes what different writers make of it: line breaks
 * and other white space (RFC 2045), the URL-safe alphabet (RFC 4648, section 5), a
 * {@code data:} prefix (RFC 2397), no padding, and padding in between where pieces were
 * joined. For data that cannot be asked for again. Not thread-safe.
 */
public class LenientBase64 extends StrictBase64 {

	private static final String PREFIX = "data:";

	private final StringBuilder beginning = new StringBuilder(PREFIX.length());

	private boolean begun;

	private boolean inPrefix;

	private boolean padded;

	private boolean ended;

	public LenientBase64(OutputStream out) {
		super(out);
	}

	@Override
	boolean takesControlCharacters() {
		return true;
	}

	@Override
	boolean acceptIfValid(byte[] text, int from, int to) throws IOException {
		return this.begun && !this.inPrefix && !this.padded && super.acceptIfValid(text, from, to);
	}

	@Override
	void accept(int character) throws IOException {
		if (character <= ' ') {
			return;
		}
		if (this.inPrefix) {
			this.inPrefix = character != ',';
		}
		else if (this.begun) {
			decode(character);
		}
		else {
			begin(character);
		}
	}

	private void begin(int character) throws IOException {
		this.beginning.append((char) character);
		String text = this.beginning.toString().toLowerCase(Locale.ROOT);
		if (text.equals(PREFIX)) {
			this.begun = true;
			this.inPrefix = true;
		}
		else if (!PREFIX.startsWith(text)) {
			decodeBeginning();
		}
	}

	private void decodeBeginning() throws IOException {
		this.begun = true;
		for (char held : this.beginning.toString().toCharArray()) {
			decode(held);
		}
	}

	private void decode(int character) throws IOException {
		if (character == '=') {
			this.padded = true;
			return;
		}
		if (this.padded) {
			this.padded = false;
			endGroup();
		}
		super.accept(switch (character) {
			case '-' -> '+';
			case '_' -> '/';
			default -> character;
		});
	}

	@Override
	void end() throws IOException {
		if (!this.begun) {
			decodeBeginning();
		}
		endGroup();
		super.end();
		this.ended = true;
	}

	/**
	 * Return whether the text was there to its end.
	 * @return {@code true} once it has ended
	 */
	public boolean ended() {
		return this.ended;
	}

	/**
	 * Decode a text that is there as a whole.
	 * @param text the text
	 * @throws IOException if the result cannot be written
	 */
	public void decodeAll(String text) throws IOException {
		for (int i = 0; i < text.length(); i++) {
			accept(text.charAt(i));
		}
		end();
	}

}
