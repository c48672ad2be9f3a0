package io.wxomedia.history;

/**
 * What the world of a programme is like.
 *
 * @param instances how many processes there are, 1 to 3
 * @param shared whether they share a PostgreSQL; if not, there is one process with its
 * embedded database
 * @param afterCrash {@code PROVIDER_CALL_AFTER_CRASH}
 * @param perMinute {@code OPENAI_IMAGES_PER_MINUTE}, 0 for off
 * @param backend whether a backend makes the generations of videos; else fal does
 */
record Settings(int instances, boolean shared, String afterCrash, int perMinute, boolean backend) {

	/**
	 * Return how many calls that were perhaps paid for an image may have.
	 */
	int callsPerhapsPaid() {
		return this.afterCrash.equals("never") ? 1 : 2;
	}

}
