package io.wxomedia.video;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says how a job of a generation ends.
 */
class VideoVerdicts {

	static final String ERROR = "error";

	private final JsonMapper json;

	VideoVerdicts(JsonMapper json) {
		this.json = json;
	}

	JobStep.Finish completed(JobId id, int asked, int made, List<PayloadId> disposable) {
		JobRun.Progress progress = new JobRun.Progress("finishing", Math.min(asked, made), Math.max(0, asked - made),
				asked, 0);
		return new JobStep.Finish(Verdict.COMPLETED, null, progress,
				this.json.writeValueAsString(Map.of("num_videos", made)), null, message(id, Verdict.COMPLETED, null),
				disposable);
	}

	JobStep.Finish failed(JobId id, int asked, String error) {
		return unstored(id, asked, error, null);
	}

	/**
	 * It failed, and a video is kept that was bought for it.
	 */
	JobStep.Finish unstored(JobId id, int asked, String error, @Nullable PayloadId video) {
		return new JobStep.Finish(Verdict.FAILED, error, new JobRun.Progress("finishing", 0, asked, asked, 0), null,
				video, message(id, Verdict.FAILED, error), List.of());
	}

	private static CallbackMessage message(JobId id, Verdict verdict, @Nullable String error) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("status", verdict.word());
		fields.put("job_id", id.toString());
		fields.put(ERROR, error);
		return new CallbackMessage(fields, null);
	}

}
