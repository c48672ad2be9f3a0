package io.wxomedia.video;

/**
 * What became of a report.
 *
 * @param outcome what it meant
 * @param progress how far the generation is now, in percent
 * @param files how many videos were stored by it
 */
public record Told(Outcome outcome, int progress, int files) {

	/**
	 * What a report meant.
	 */
	public enum Outcome {

		/** It was applied. */
		APPLIED,

		/** The generation was further already. */
		STALE,

		/** It was told before, or the generation has ended. */
		DUPLICATE,

		/** The generation has ended otherwise. */
		CONFLICT,

		/** It says that the generation is completed, and names no video of use. */
		WITHOUT_VIDEO

	}

}
