package io.wxomedia.video;

import io.wxomedia.job.JobKind;

/**
 * The kind of jobs that make videos.
 */
public final class VideoKind {

	/**
	 * Its name.
	 */
	public static final String NAME = "video";

	/**
	 * The work is done elsewhere and takes minutes, so it has places of its own and takes
	 * none of those of images. A picture to begin with is not always there.
	 */
	static final JobKind KIND = new JobKind(NAME, true, false, false);

	private VideoKind() {
	}

}
