package io.wxomedia.base64;

import java.nio.charset.StandardCharsets;

/**
 * An escape of a JSON string (RFC 8259, section 7) as it arrives after its backslash. Not
 * thread-safe.
 */
final class JsonEscape {

	/**
	 * The escape goes on.
	 */
	static final int MORE = -1;

	/**
	 * There is no such escape.
	 */
	static final int NONE = -2;

	private static final int DIGITS = 4;

	private boolean unicode;

	private int digits;

	private int value;

	private byte[] wrong = {};

	/**
	 * Begin another escape.
	 */
	void begin() {
		this.unicode = false;
		this.digits = 0;
		this.value = 0;
	}

	/**
	 * Take in a byte.
	 * @return the character if the escape ends here, {@link #MORE} or {@link #NONE}
	 */
	int accept(int b) {
		if (this.unicode) {
			return acceptDigit(b);
		}
		return switch (b) {
			case 'u' -> {
				this.unicode = true;
				yield MORE;
			}
			case '/', '\\', '"' -> b;
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'b' -> '\b';
			case 'f' -> '\f';
			default -> {
				this.wrong = new byte[] { '\\', (byte) b };
				yield NONE;
			}
		};
	}

	private int acceptDigit(int b) {
		int digit = Character.digit(b, 16);
		if (digit < 0 || b > 'f') {
			this.wrong = "\\u!".getBytes(StandardCharsets.US_ASCII);
			return NONE;
		}
		this.value = this.value << 4 | digit;
		this.digits++;
		return (this.digits == DIGITS) ? this.value : MORE;
	}

	/**
	 * Return something that every parser refuses as it would the escape that is none.
	 */
	byte[] wrong() {
		return this.wrong;
	}

}
