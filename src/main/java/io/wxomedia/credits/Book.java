package io.wxomedia.credits;

import java.util.Locale;

/**
 * The four books of an account. Credits come from one and go to another.
 */
enum Book {

	/** The house's: what it gave, which it is short of; never above 0. */
	GRANTED,

	/** The owner's: what can be used. */
	AVAILABLE,

	/** The owner's: what is held for open jobs. */
	HELD,

	/** The house's: what was used up. */
	CAPTURED;

	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
