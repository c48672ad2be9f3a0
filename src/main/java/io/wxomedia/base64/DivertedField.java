package io.wxomedia.base64;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A JSON document (RFC 8259) on its way to a parser, from which long strings are led past
 * it: the value of a field goes to a {@link StrictBase64} as it arrives, and the parser
 * sees an empty string in its place. So an image is never held in memory. Everything
 * else, well-formed or not, is passed on as it is; what is wrong with it is the parser's
 * to say. Not thread-safe.
 */
public class DivertedField extends InputStream {

	private static final int WORTH_GUESSING = 1024;

	private final InputStream source;

	private final Diversions diversions;

	private final JsonPlace place;

	private final DivertedText text;

	private final JsonEscape escape = new JsonEscape();

	private final PassedBytes passed;

	private final byte[] in = new byte[StrictBase64.BLOCK];

	private int inPosition;

	private int inEnd;

	private State state = State.BETWEEN;

	private @Nullable String diverted;

	private boolean repeated;

	private boolean bareControl;

	private boolean bareControlDiverted;

	/**
	 * Create a stream for a field.
	 * @param source the document
	 * @param fields names of the fields that may hold the string
	 * @param level how deep its object is nested, 1 for the document's own
	 * @param decoder takes the string
	 * @param mostCharacters how long the string may be
	 * @param mostOther how many bytes the rest may have
	 */
	public DivertedField(InputStream source, Set<String> fields, int level, StrictBase64 decoder, long mostCharacters,
			long mostOther) {
		this(source, new FirstString(fields, decoder), level, new DivertedText(mostCharacters, mostCharacters),
				mostOther);
	}

	/**
	 * Create a stream for any number of strings: values of fields of the document's own
	 * object, and elements of arrays that are.
	 * @param source the document
	 * @param diversions say where each string goes
	 * @param mostCharacters how long a string may be
	 * @param mostInAll how long all of them may be together
	 * @param mostOther how many bytes the rest may have
	 */
	public DivertedField(InputStream source, Diversions diversions, long mostCharacters, long mostInAll,
			long mostOther) {
		this(source, diversions, 1, new DivertedText(mostCharacters, mostInAll), mostOther);
	}

	private DivertedField(InputStream source, Diversions diversions, int level, DivertedText text, long mostOther) {
		this.source = source;
		this.diversions = diversions;
		this.place = new JsonPlace(level);
		this.text = text;
		this.passed = new PassedBytes(mostOther);
	}

	/**
	 * Return which field was led past the parser.
	 * @return its name, or {@code null} if there was none; the last one if there were
	 * several
	 */
	public @Nullable String diverted() {
		return this.diverted;
	}

	/**
	 * Return whether more than one string was led past the parser.
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
	 * Return whether it is a diverted string that holds one.
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
		while (this.passed.isEmpty()) {
			if (this.inPosition == this.inEnd && !fill()) {
				return -1;
			}
			advance();
		}
		return this.passed.fetch(bytes, offset, length);
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
		while (this.inPosition < this.inEnd && !this.passed.isAlmostFull()) {
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
				this.place.inString(b);
				this.passed.add(b);
				this.state = State.STRING;
			}
			case DIVERTED_ESCAPE -> divertedEscape(b);
			case DIVERTED -> throw new IllegalStateException("Handled by divert()");
		}
	}

	private void between(int b) throws IOException {
		if (b != '"') {
			this.place.outsideStrings(b);
		}
		else if (!beginDiversion()) {
			this.place.beginString();
			this.state = State.STRING;
		}
		this.passed.add(b);
	}

	private boolean beginDiversion() {
		boolean element = this.place.isElement();
		StrictBase64 decoder = (element || this.place.isValue()) ? this.diversions.begin(this.place.field(), element)
				: null;
		if (decoder == null) {
			return false;
		}
		this.repeated = this.repeated || this.diverted != null;
		this.diverted = this.place.field();
		this.text.begin(decoder);
		this.state = State.DIVERTED;
		return true;
	}

	private void string(int b) throws IOException {
		this.bareControl = this.bareControl || b < ' ';
		if (b == '"') {
			this.place.endString();
			this.state = State.BETWEEN;
		}
		else {
			this.place.inString(b);
			this.state = (b == '\\') ? State.ESCAPE : State.STRING;
		}
		this.passed.add(b);
	}

	private void divert() throws IOException {
		int from = this.inPosition;
		if (this.inEnd - from >= WORTH_GUESSING && this.text.acceptAll(this.in, from, this.inEnd)) {
			this.inPosition = this.inEnd;
			return;
		}
		int to = from;
		while (to < this.inEnd && this.in[to] != '"' && this.in[to] != '\\' && (this.in[to] & 0xff) >= ' ') {
			to++;
		}
		if (to > from) {
			this.text.accept(this.in, from, to);
			this.inPosition = to;
		}
		if (to == this.inEnd) {
			return;
		}
		int b = this.in[this.inPosition++] & 0xff;
		if (b == '\\') {
			this.state = State.DIVERTED_ESCAPE;
			this.escape.begin();
		}
		else if (b == '"') {
			this.state = State.BETWEEN;
			this.text.end();
			this.passed.add('"');
		}
		else if (this.text.takesControlCharacters()) {
			this.text.accept(b);
		}
		else {
			// A bare control character: the parser refuses it.
			this.bareControl = true;
			this.bareControlDiverted = true;
			this.passed.add(b);
		}
	}

	private void divertedEscape(int b) throws IOException {
		int character = this.escape.accept(b);
		if (character == JsonEscape.MORE) {
			return;
		}
		this.state = State.DIVERTED;
		if (character != JsonEscape.NONE) {
			this.text.accept(character);
			return;
		}
		for (byte wrong : this.escape.wrong()) {
			this.passed.add(wrong);
		}
	}

	@Override
	public void close() throws IOException {
		this.source.close();
	}

	/**
	 * Where in the document the next byte stands.
	 */
	private enum State {

		BETWEEN, STRING, ESCAPE, DIVERTED, DIVERTED_ESCAPE

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
