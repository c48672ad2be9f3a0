package io.wxomedia.video;

import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;
import io.wxomedia.submission.Jobs;
import tools.jackson.databind.json.JsonMapper;

/**
 * Generations that a provider makes, accepted without a request.
 */
public final class TestGenerations {

	private TestGenerations() {
	}

	/**
	 * Accept a generation of alice's.
	 * @param jobs accepts jobs
	 * @param generations writes generations
	 * @param videos how many videos it has
	 * @return its job
	 */
	public static JobId accept(Jobs jobs, NewGenerations generations, int videos) {
		VideoSpec spec = new VideoSpec("a sea", new VideoOptions("16:9", videos, 8, VideoOptions.EVERYBODY), null, "");
		NewJob job = new NewJob(VideoKind.NAME, "alice", null, null, new JsonMapper().writeValueAsString(spec), null,
				videos, null);
		return jobs.accept(job, (id) -> generations.write(id, "alice", Generation.Maker.PROVIDER, spec)).id();
	}

}
