package io.wxomedia.base64;

/**
 * Where a JSON document (RFC 8259) stands while it is read byte by byte, as far as one
 * level of it is concerned: whether the string that comes is the value of a field there,
 * or an element of such a field's array. Not thread-safe.
 */
final class JsonPlace {

	private static final int LONGEST_KEY = 64;

	private final int level;

	private int depth;

	private boolean inObject;

	private boolean afterColon;

	private boolean inArray;

	private boolean readingKey;

	private final StringBuilder key = new StringBuilder();

	/**
	 * Begin before a document.
	 * @param level how deep the object is nested, 1 for the document's own
	 */
	JsonPlace(int level) {
		this.level = level;
	}

	/**
	 * Take in a byte that is in no string.
	 */
	void outsideStrings(int b) {
		switch (b) {
			case '{', '[' -> open(b);
			case '}', ']' -> {
				this.depth--;
				this.inArray = this.inArray && this.depth > this.level;
			}
			case ':' -> this.afterColon = this.afterColon || this.depth == this.level;
			case ',' -> this.afterColon = this.afterColon && this.depth != this.level;
			default -> {
				// A number, a word or white space: nothing to be known about it.
			}
		}
	}

	private void open(int b) {
		this.inArray = this.inArray || (b == '[' && isValue());
		this.depth++;
		if (this.depth == this.level) {
			this.inObject = b == '{';
			this.afterColon = false;
		}
	}

	/**
	 * Return whether what comes is the value of a field.
	 */
	boolean isValue() {
		return this.depth == this.level && this.inObject && this.afterColon;
	}

	/**
	 * Return whether what comes is an element of a field's array.
	 */
	boolean isElement() {
		return this.inArray && this.depth == this.level + 1;
	}

	/**
	 * Return the name of the field whose value is being read.
	 */
	String field() {
		return this.key.toString();
	}

	/**
	 * Take in the quotation mark that begins a string.
	 */
	void beginString() {
		this.readingKey = this.depth == this.level && this.inObject && !this.afterColon;
		if (this.readingKey) {
			this.key.setLength(0);
		}
	}

	/**
	 * Take in a byte of a string.
	 */
	void inString(int b) {
		if (this.readingKey && this.key.length() <= 6 * LONGEST_KEY) {
			this.key.append((char) b);
		}
	}

	/**
	 * Take in the quotation mark that ends a string. A key may be written with escapes;
	 * those that could spell a field are undone.
	 */
	void endString() {
		int escape = this.readingKey ? this.key.indexOf("\\u") : -1;
		while (escape >= 0 && escape + 6 <= this.key.length()) {
			String digits = this.key.substring(escape + 2, escape + 6);
			if (!digits.matches("[0-9a-fA-F]{4}")) {
				return;
			}
			this.key.replace(escape, escape + 6, String.valueOf((char) Integer.parseInt(digits, 16)));
			escape = this.key.indexOf("\\u", escape + 1);
		}
	}

}
