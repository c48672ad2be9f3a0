package io.wxomedia.history;

import java.time.Instant;
import java.util.List;

/**
 * What could be seen of generations of videos, beside their jobs.
 *
 * @param orders what arrived at the backend
 * @param webhooks what the backend and fal told, and others in their names
 * @param gallery the gallery of each owner, at rest
 */
record Videos(List<Order> orders, List<Webhook> webhooks, List<Shown> gallery) {

	/**
	 * An order that the backend took.
	 *
	 * @param job the generation
	 * @param key its idempotency key
	 * @param at when it had arrived
	 * @param answered whether it was answered
	 */
	record Order(String job, String key, Instant at, boolean answered) {

	}

	/**
	 * A webhook that was sent.
	 *
	 * @param sender backend or fal
	 * @param about the generation, or fal's request
	 * @param status what it told
	 * @param genuine whether secret or signature are right
	 * @param sent when it was sent
	 * @param answered with which status, 0 for none
	 */
	record Webhook(String sender, String about, String status, boolean genuine, Instant sent, int answered) {

		boolean taken() {
			return this.answered / 100 == 2;
		}

		/**
		 * Return whether it may have had an effect.
		 */
		boolean mayHaveCounted() {
			return this.genuine && (taken() || this.answered == 0 || this.answered >= 500);
		}

	}

	/**
	 * A generation in a gallery.
	 *
	 * @param owner whose gallery it is
	 * @param job the generation
	 * @param keys where its videos lie
	 */
	record Shown(String owner, String job, List<String> keys) {

	}

}
