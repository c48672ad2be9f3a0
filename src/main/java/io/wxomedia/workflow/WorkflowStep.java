package io.wxomedia.workflow;

import java.util.Locale;

/**
 * The steps of the workflow, in their order.
 */
public enum WorkflowStep {

	/** Whether the words may be worked with. */
	VALIDATION(10),

	/** The picture is bought, and judged before it goes any further. */
	IMAGE_GENERATION(20),

	/** The picture goes to the output bucket. */
	IMAGE_UPLOAD(30),

	/** The video is bought. */
	VIDEO_GENERATION(50),

	/** The video goes to the output bucket. */
	VIDEO_UPLOAD(85),

	/** What the run made is complete. */
	FINALIZATION(95);

	private final int begun;

	WorkflowStep(int begun) {
		this.begun = begun;
	}

	/**
	 * Return the name that programs know it by.
	 * @return the name in lower case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the number of its item in the job.
	 * @return the number, from 1
	 */
	public int number() {
		return ordinal() + 1;
	}

	/**
	 * Return the progress that is shown of it when it begins.
	 */
	int begun() {
		return this.begun;
	}

}
