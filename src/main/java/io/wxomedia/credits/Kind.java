package io.wxomedia.credits;

import java.util.Locale;

/**
 * Why credits move, and so from which book to which.
 */
enum Kind {

	GRANT(Book.GRANTED, Book.AVAILABLE), HOLD(Book.AVAILABLE, Book.HELD), CAPTURE(Book.HELD, Book.CAPTURED),
	RELEASE(Book.HELD, Book.AVAILABLE);

	private final Book source;

	private final Book target;

	Kind(Book source, Book target) {
		this.source = source;
		this.target = target;
	}

	Book source() {
		return this.source;
	}

	Book target() {
		return this.target;
	}

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
