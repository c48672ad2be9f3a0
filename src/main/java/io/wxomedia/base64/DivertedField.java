package io.wxomedia.base64;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A JSON document (RFC 8259) on its way to a parser, from which the one long string is
 * led past it: the value of one field goes to a {@link StrictBase64} as it arrives, and
 * the parser sees an empty string in its place. So an image is never held in memory.
 * Everything else, well-formed or not, is passed on as it is; what is wrong with it is
 * the parser's to say. Not thread-safe.
 */
public class DivertedField extends InputStream {

	private static final int LONGEST_KEY = 64;

	private static final int WORTH_GUESSING = 1024;

	private final InputStream source;

	private final Set<String> fields;

	private final StrictBase64 decoder;

	private final int level;

	private final long mostCharacters;

	private final long mostOther;

	private final byte[] in = new byte[StrictBase64.BLOCK];

	private int inPosition;

	private int inEnd;

	private byte[] out = new byte[8 * 1024];

	private int outPosition;

	private int outEnd;

	private State state = State.BETWEEN;

	private int depth;

	private boolean inObject;

	private boolean afterColon;

	private boolean readingKey;

	private final StringBuilder key = new StringBuilder();

	private int unicodeDigits;

	private int unicodeValue;

	private long characters;

	private long other;

	private @Nullable String diverted;

	private boolean repeated;

	private boolean bareControl;

	private boolean bareControlDiverted;

	/**
	 * Create a stream for a field of the document's own object.
	 * @param source the document
	 * @param fields names of the fields that may hold the string
	 * @param decoder takes the string
	 * @param mostCharacters how long the string may be
	 * @param mostOther how many bytes the rest may have
	 */
	public DivertedField(InputStream source, Set<String> fields, StrictBase64 decoder, long mostCharacters,
			long mostOther) {
		this(source, fields, 1, decoder, mostCharacters, mostOther);
	}

	/**
	 * Create a stream for a field of an object that is nested.
	 * @param source the document
	 * @param fields names of the fields that may hold the string
	 * @param level how deep the object is nested, 1 for the document's own
	 * @param decoder takes the string
	 * @param mostCharacters how long the string may be
	 * @param mostOther how many bytes the rest may have
	 */
	public DivertedField(InputStream source, Set<String> fields, int level, StrictBase64 decoder, long mostCharacters,
			long mostOther) {
		this.source = source;
		this.fields = fields;
		this.level = level;
		this.decoder = decoder;
		this.mostCharacters = mostCharacters;
		this.mostOther = mostOther;
	}

	/**
	 * Return which field was led past the parser.
	 * @return its name, or {@code null} if there was none
	 */
	public @Nullable String diverted() {
		return this.diverted;
	}

	/**
	 * Return whether there was more than one such field.
	 * @return {@code true} if there was
	 */
	public boolean repeated() {
		return this.repeated;
	}

	/**
	 * Return whether a string of the document holds a control character, such as a line
	 * break, that is not written as an escape. No parser takes that.
	 * @return {@code true} if one does
	 */
	public boolean holdsBareControl() {
		return this.bareControl;
	}

	/**
	 * Return whether it is the diverted string that holds one.
	 * @return {@code true} if it does
	 */
	public boolean divertedHoldsBareControl() {
		return this.bareControlDiverted;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		while (this.outPosition == this.outEnd) {
			if (this.inPosition == this.inEnd && !fill()) {
				return -1;
			}
			advance();
		}
		int count = Math.min(length, this.outEnd - this.outPosition);
		System.arraycopy(this.out, this.outPosition, bytes, offset, count);
		this.outPosition += count;
		return count;
	}

	private boolean fill() throws IOException {
		int count = this.source.read(this.in, 0, this.in.length);
		if (count < 0) {
			return false;
		}
		this.inPosition = 0;
		this.inEnd = count;
		return true;
	}

	/**
	 * Take in what has arrived, until there is something to pass on.
	 */
	private void advance() throws IOException {
		this.outPosition = 0;
		this.outEnd = 0;
		while (this.inPosition < this.inEnd && this.outEnd < this.out.length - 16) {
			if (this.state == State.DIVERTED) {
				divert();
			}
			else {
				step(this.in[this.inPosition++] & 0xff);
			}
		}
	}

	private void step(int b) throws IOException {
		switch (this.state) {
			case BETWEEN -> between(b);
			case STRING -> string(b);
			case ESCAPE -> {
				remember(b);
				pass(b);
				this.state = State.STRING;
			}
			case DIVERTED_ESCAPE -> divertedEscape(b);
			case DIVERTED_UNICODE -> divertedUnicode(b);
			case DIVERTED -> throw new IllegalStateException("Handled by divert()");
		}
	}

	private void between(int b) throws IOException {
		switch (b) {
			case '"' -> {
				if (isDivertedValue()) {
					beginDiversion();
				}
				else {
					this.readingKey = this.depth == this.level && this.inObject && !this.afterColon;
					this.key.setLength(0);
					this.state = State.STRING;
				}
			}
			case '{', '[' -> {
				this.depth++;
				if (this.depth == this.level) {
					this.inObject = b == '{';
					this.afterColon = false;
				}
			}
			case '}', ']' -> this.depth--;
			case ':' -> this.afterColon = this.afterColon || this.depth == this.level;
			case ',' -> this.afterColon = this.afterColon && this.depth != this.level;
			default -> {
				// A number, a word or white space: nothing to be known about it.
			}
		}
		pass(b);
	}

	private boolean isDivertedValue() {
		return this.depth == this.level && this.inObject && this.afterColon
				&& this.fields.contains(this.key.toString());
	}

	private void beginDiversion() {
		this.repeated = this.repeated || this.diverted != null;
		this.diverted = this.key.toString();
		this.state = State.DIVERTED;
	}

	private void string(int b) throws IOException {
		this.bareControl = this.bareControl || b < ' ';
		if (b == '\\') {
			this.state = State.ESCAPE;
			remember(b);
		}
		else if (b == '"') {
			this.state = State.BETWEEN;
			if (this.readingKey) {
				unescapeKey();
			}
		}
		else {
			remember(b);
		}
		pass(b);
	}

	private void remember(int b) {
		if (this.readingKey && this.key.length() <= 6 * LONGEST_KEY) {
			this.key.append((char) b);
		}
	}

	/**
	 * A key may be written with escapes; those that could spell a field are undone.
	 */
	private void unescapeKey() {
		int escape = this.key.indexOf("\\u");
		while (escape >= 0 && escape + 6 <= this.key.length()) {
			String digits = this.key.substring(escape + 2, escape + 6);
			if (!digits.matches("[0-9a-fA-F]{4}")) {
				return;
			}
			this.key.replace(escape, escape + 6, String.valueOf((char) Integer.parseInt(digits, 16)));
			escape = this.key.indexOf("\\u", escape + 1);
		}
	}

	private void divert() throws IOException {
		int from = this.inPosition;
		if (this.inEnd - from >= WORTH_GUESSING && divertAll(from)) {
			this.inPosition = this.inEnd;
			return;
		}
		int to = from;
		while (to < this.inEnd && this.in[to] != '"' && this.in[to] != '\\' && (this.in[to] & 0xff) >= ' ') {
			to++;
		}
		if (to > from) {
			decode(from, to);
			this.inPosition = to;
		}
		if (to == this.inEnd) {
			return;
		}
		int b = this.in[this.inPosition++] & 0xff;
		if (b == '\\') {
			this.state = State.DIVERTED_ESCAPE;
		}
		else if (b == '"') {
			endDiversion();
		}
		else if (this.decoder.takesControlCharacters()) {
			decode(b);
		}
		else {
			// A bare control character: the parser refuses it.
			this.bareControl = true;
			this.bareControlDiverted = true;
			pass(b);
		}
	}

	/**
	 * Most of what arrives has nothing but the string in it: looking for its end is left
	 * out until decoding fails.
	 */
	private boolean divertAll(int from) throws IOException {
		if (this.repeated || this.characters + this.inEnd - from > this.mostCharacters) {
			return false;
		}
		try {
			boolean accepted = this.decoder.acceptIfValid(this.in, from, this.inEnd);
			this.characters += accepted ? this.inEnd - from : 0;
			return accepted;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void endDiversion() throws IOException {
		this.state = State.BETWEEN;
		try {
			if (!this.repeated) {
				this.decoder.end();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		pass('"');
	}

	private void divertedEscape(int b) throws IOException {
		this.state = State.DIVERTED;
		switch (b) {
			case 'u' -> {
				this.state = State.DIVERTED_UNICODE;
				this.unicodeDigits = 0;
				this.unicodeValue = 0;
			}
			case '/', '\\', '"' -> decode(b);
			case 'n' -> decode('\n');
			case 'r' -> decode('\r');
			case 't' -> decode('\t');
			case 'b' -> decode('\b');
			case 'f' -> decode('\f');
			default -> {
				// No such escape: the parser refuses it.
				pass('\\');
				pass(b);
			}
		}
	}

	private void divertedUnicode(int b) throws IOException {
		int digit = Character.digit(b, 16);
		if (digit < 0 || b > 'f') {
			this.state = State.DIVERTED;
			for (byte wrong : "\\u!".getBytes(StandardCharsets.US_ASCII)) {
				pass(wrong);
			}
			return;
		}
		this.unicodeValue = this.unicodeValue << 4 | digit;
		this.unicodeDigits++;
		if (this.unicodeDigits == 4) {
			this.state = State.DIVERTED;
			decode(this.unicodeValue);
		}
	}

	private void decode(int from, int to) throws IOException {
		mustFit(to - from);
		try {
			if (!this.repeated) {
				this.decoder.accept(this.in, from, to);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void decode(int character) throws IOException {
		mustFit(1);
		try {
			if (!this.repeated) {
				this.decoder.accept(character);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void mustFit(int more) throws IOException {
		this.characters += more;
		if (this.characters > this.mostCharacters) {
			throw new TooLong();
		}
	}

	private void pass(int b) throws IOException {
		this.other++;
		if (this.other > this.mostOther) {
			throw new TooLong();
		}
		if (this.outEnd == this.out.length) {
			this.out = Arrays.copyOf(this.out, 2 * this.out.length);
		}
		this.out[this.outEnd++] = (byte) b;
	}

	@Override
	public void close() throws IOException {
		this.source.close();
	}

	/**
	 * Where in the document the next byte stands.
	 */
	private enum State {

		BETWEEN, STRING, ESCAPE, DIVERTED, DIVERTED_ESCAPE, DIVERTED_UNICODE

	}

	/**
	 * The document is longer than it may be.
	 */
	public static class TooLong extends IOException {

		private static final long serialVersionUID = 1L;

		TooLong() {
			super("The document is longer than it may be");
		}

	}

}
