package io.wxomedia.video;

/**
 * Where a generation is, and the one rule of how it goes on: events come late, twice and
 * in any order, and nothing ever moves backwards or changes what is final.
 *
 * @param status the status
 * @param progress how far it is, in percent
 */
public record GenerationState(VideoStatus status, int progress) {

	/**
	 * Where a generation begins.
	 */
	public static final GenerationState START = VideoEvent.PENDING.state();

	/**
	 * Decide what an event means to a generation that is here.
	 * @param event the event
	 * @return what it means
	 */
	public Effect effect(VideoEvent event) {
		GenerationState told = event.state();
		if (this.status.isFinal()) {
			return (told.status().isFinal() && told.status() != this.status) ? Effect.CONFLICT : Effect.DUPLICATE;
		}
		boolean backwards = !told.status().isFinal() && told.progress() < this.progress;
		return backwards ? Effect.STALE : Effect.APPLIED;
	}

	/**
	 * Return where a generation is after an event.
	 * @param event the event
	 * @return the state, the same one if the event has no effect
	 */
	public GenerationState after(VideoEvent event) {
		return (effect(event) == Effect.APPLIED) ? event.state() : this;
	}

	/**
	 * What an event means.
	 */
	public enum Effect {

		/**
		 * It is where the generation is now.
		 */
		APPLIED,

		/**
		 * The generation was further already.
		 */
		STALE,

		/**
		 * The generation has ended.
		 */
		DUPLICATE,

		/**
		 * The generation has ended otherwise.
		 */
		CONFLICT

	}

}
