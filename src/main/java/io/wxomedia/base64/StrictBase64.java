package io.wxomedia.base64;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Decodes base64 (RFC 4648, section 4) as it arrives, strictly: no white space, no other
 * alphabet, padding where it belongs. The first problem is remembered and the rest is
 * passed over, so that the document around it can still be read to its end. Not
 * thread-safe.
 */
public class StrictBase64 {

	static final int BLOCK = 64 * 1024;

	private static final byte BAD = -1;

	private static final byte PADDING = -2;

	private static final byte[] VALUES = values();

	private static final String DATA_PREFIX = "data:";

	private final OutputStream out;

	private final byte[] decoded = new byte[1024 * 3];

	private int decodedLength;

	private int group;

	private int groupLength;

	private int paddings;

	private long characters;

	private final StringBuilder start = new StringBuilder(DATA_PREFIX.length());

	private @Nullable String problem;

	public StrictBase64(OutputStream out) {
		this.out = out;
	}

	private static byte[] values() {
		byte[] values = new byte[256];
		Arrays.fill(values, BAD);
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
		for (int i = 0; i < alphabet.length(); i++) {
			values[alphabet.charAt(i)] = (byte) i;
		}
		values['='] = PADDING;
		return values;
	}

	/**
	 * Decode some characters.
	 * @param text the characters, one byte each
	 * @param from the first one
	 * @param to the one after the last
	 * @throws IOException if the result cannot be written
	 */
	void accept(byte[] text, int from, int to) throws IOException {
		int position = from;
		if (acceptIfValid(text, from, to)) {
			return;
		}
		// Most often only the last group is special: it is padded.
		int end = Math.max(from, to - 4);
		if (acceptIfValid(text, from, end)) {
			position = end;
		}
		while (position < to) {
			accept(text[position++] & 0xff);
		}
	}

	/**
	 * Decode some characters if all of them are of the alphabet, and otherwise none. This
	 * is the fast way: Java's own decoder is compiled to vector instructions.
	 * @param text the characters, one byte each; at most {@value #BLOCK}
	 * @param from the first one
	 * @param to the one after the last
	 * @return whether they were decoded
	 * @throws IOException if the result cannot be written
	 */
	boolean acceptIfValid(byte[] text, int from, int to) throws IOException {
		if (this.problem != null || this.paddings > 0 || this.characters < DATA_PREFIX.length() || to - from > BLOCK) {
			return false;
		}
		int first = from + ((4 - this.groupLength) & 3);
		int last = to - ((to - first) & 3);
		if (first >= last || !isAlphabet(text, from, first) || !isAlphabet(text, last - 2, to)) {
			return false;
		}
		byte[] block;
		try {
			block = Base64.getDecoder().decode(Arrays.copyOfRange(text, first, last));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
		for (int position = from; position < first; position++) {
			accept(text[position] & 0xff);
		}
		flush();
		this.out.write(block);
		this.characters += last - first;
		for (int position = last; position < to; position++) {
			accept(text[position] & 0xff);
		}
		return true;
	}

	private static boolean isAlphabet(byte[] text, int from, int to) {
		for (int position = from; position < to; position++) {
			if (VALUES[text[position] & 0xff] < 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Decode one character.
	 * @param character the character, of any value
	 * @throws IOException if the result cannot be written
	 */
	void accept(int character) throws IOException {
		this.characters++;
		if (this.start.length() < DATA_PREFIX.length()) {
			this.start.append((char) character);
		}
		if (this.problem != null) {
			return;
		}
		byte value = (character < VALUES.length) ? VALUES[character] : BAD;
		if (value == BAD) {
			this.problem = "character " + this.characters + " is " + describe(character)
					+ "; only A-Z, a-z, 0-9, + and / are allowed, with = at the end";
		}
		else if (value == PADDING) {
			this.paddings++;
			if (this.groupLength + this.paddings > 4 || this.groupLength < 2) {
				this.problem = "the padding (=) at character " + this.characters + " is misplaced";
			}
		}
		else if (this.paddings > 0) {
			this.problem = "there is text after the padding (=), at character " + this.characters;
		}
		else {
			this.group = this.group << 6 | value;
			this.groupLength++;
			if (this.groupLength == 4) {
				write(this.group, 3);
				this.group = 0;
				this.groupLength = 0;
			}
		}
	}

	private static String describe(int character) {
		return switch (character) {
			case ' ' -> "a space";
			case '\n', '\r' -> "a line break";
			case '\t' -> "a tab";
			default -> (character > ' ' && character < 127) ? "'" + (char) character + "'"
					: String.format("U+%04X", character);
		};
	}

	private void write(int bits, int bytes) throws IOException {
		if (this.decodedLength > this.decoded.length - 3) {
			flush();
		}
		for (int i = 0; i < bytes; i++) {
			this.decoded[this.decodedLength++] = (byte) (bits >> (16 - 8 * i));
		}
	}

	private void flush() throws IOException {
		this.out.write(this.decoded, 0, this.decodedLength);
		this.decodedLength = 0;
	}

	/**
	 * Return whether characters that a JSON string may not have (RFC 8259, section 7) are
	 * taken all the same.
	 * @return {@code false} here
	 */
	boolean takesControlCharacters() {
		return false;
	}

	/**
	 * End a group of characters as if it were padded, so that another may follow.
	 * @throws IOException if the result cannot be written
	 */
	void endGroup() throws IOException {
		if (this.problem != null || this.groupLength == 0) {
			return;
		}
		if (this.groupLength == 1) {
			this.problem = "one character is left over at its end: it is cut off";
			return;
		}
		int missing = 4 - this.groupLength;
		write(this.group << 6 * missing, 3 - missing);
		this.group = 0;
		this.groupLength = 0;
	}

	/**
	 * Note that the text has ended.
	 * @throws IOException if the result cannot be written
	 */
	void end() throws IOException {
		if (this.problem == null && (this.groupLength + this.paddings) % 4 != 0) {
			this.problem = "its length (" + this.characters
					+ ") is not a multiple of 4: it is cut off or lacks padding (=)";
		}
		if (this.problem == null && this.paddings > 0) {
			write(this.group << 6 * this.paddings, 3 - this.paddings);
		}
		flush();
	}

	/**
	 * Return how many characters there were.
	 * @return the count
	 */
	public long characters() {
		return this.characters;
	}

	/**
	 * Return what is wrong with the text.
	 * @return the first problem, or {@code null}
	 */
	public @Nullable String problem() {
		return this.problem;
	}

	/**
	 * Return whether the text begins as a data URL (RFC 2397) does.
	 * @return {@code true} if it begins with {@code data:}
	 */
	public boolean isDataUrl() {
		return DATA_PREFIX.contentEquals(this.start);
	}

}
