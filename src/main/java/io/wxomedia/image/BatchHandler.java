package io.wxomedia.image;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.Verdict;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link JobHandler} for every image of the input bucket. What is to be done is decided
 * once, at the start; a later run goes on with the images that are not done.
 */
class BatchHandler implements JobHandler {

	static final String KIND = "batch";

	private static final int MOST_ERRORS = 20;

	/**
	 * S3 lists keys in the order of their UTF-8 bytes, which is that of their code
	 * points.
	 */
	private static final Comparator<String> KEY_ORDER = (a, b) -> {
		int position = 0;
		while (position < a.length() && position < b.length()) {
			int left = a.codePointAt(position);
			int right = b.codePointAt(position);
			if (left != right) {
				return Integer.compare(left, right);
			}
			position += Character.charCount(left);
		}
		return Integer.compare(a.length(), b.length());
	};

	private final BatchImages images;

	private final BatchPool pool;

	private final ObjectStorage storage;

	private final StorageProperties storageProperties;

	private final ImageProperties properties;

	private final JsonMapper json;

	private final Clock clock;

	BatchHandler(BatchImages images, BatchPool pool, ObjectStorage storage, StorageProperties storageProperties,
			ImageProperties properties, JsonMapper json, Clock clock) {
		this.images = images;
		this.pool = pool;
		this.storage = storage;
		this.storageProperties = storageProperties;
		this.properties = properties;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public boolean handles(String kind) {
		return KIND.equals(kind);
	}

	@Override
	public JobStep run(JobRun run) throws InterruptedException {
		EditSpec spec = this.json.readValue(run.job().request(), EditSpec.class);
		JobItems items = run.items();
		if (items.counts().total() == 0) {
			run.show(new JobRun.Progress("listing", 0, 0, 0, 0));
			try {
				items.add(list());
			}
			catch (StorageFailure ex) {
				return fail(run, String.valueOf(ex.getMessage()));
			}
		}
		BatchProgress progress = new BatchProgress(run, this.pool, this.clock,
				run.startedAt().plus(this.properties.batchTimeout()));
		progress.work((item) -> this.images.edit(run, item, spec.prompt()));
		if (!items.counts().settled()) {
			items
				.failPending("not done within " + this.properties.batchTimeoutSeconds() + " s (BATCH_TIMEOUT_SECONDS)");
		}
		JobItems.Counts counts = items.counts();
		Verdict verdict = (counts.failed() > 0) ? Verdict.COMPLETED_WITH_ERRORS : Verdict.COMPLETED;
		return finish(run, verdict, counts, null);
	}

	private List<JobItems.NewItem> list() {
		List<String> keys = new ArrayList<>();
		String bucket = inputBucket();
		this.storage.list(bucket, this.storageProperties.inputPrefix(), (key) -> {
			if (!isEarlierResult(bucket, key)) {
				keys.add(key);
			}
		});
		keys.sort(KEY_ORDER);
		List<String> stems = ObjectKeys.distinctStems(keys);
		List<JobItems.NewItem> items = new ArrayList<>(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			items.add(new JobItems.NewItem(keys.get(i), stems.get(i)));
		}
		return items;
	}

	/**
	 * With one bucket for both, a batch must not edit what earlier jobs made.
	 */
	private boolean isEarlierResult(String bucket, String key) {
		String prefix = this.storageProperties.outputPrefix();
		boolean belowPrefix = !prefix.isEmpty() && key.startsWith(prefix + "/");
		return bucket.equals(outputBucket()) && (belowPrefix || ObjectKeys.isResult(key));
	}

	private JobStep.Finish finish(JobRun run, Verdict verdict, JobItems.Counts counts, @Nullable String error) {
		UUID job = run.job().id().value();
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("status", verdict.word());
		fields.put("job_id", job.toString());
		fields.put("total_files", counts.total());
		fields.put("processed", counts.completed());
		fields.put("failed", counts.failed());
		fields.put("fallback_local", counts.fallbacks());
		fields.put("total_files_processed", counts.completed());
		fields.put("duration_seconds", seconds(Duration.between(run.startedAt(), this.clock.instant())));
		// The setting may have gone since the job was accepted; a callback holds no null.
		fields.put("output_bucket", Objects.requireNonNullElse(this.storageProperties.outputBucket(), ""));
		fields.put("output_prefix", ObjectKeys.batchPrefix(this.storageProperties.outputPrefix(), job));
		fields.put("errors", run.items().remarkable(MOST_ERRORS).stream().map((item) -> remark(run, item)).toList());
		if (verdict == Verdict.FAILED) {
			fields.put("error", error);
		}
		JobRun.Progress progress = new JobRun.Progress("finishing", counts.completed(), counts.failed(), counts.total(),
				counts.fallbacks());
		return new JobStep.Finish(verdict, error, progress, null, null, new CallbackMessage(fields, null), List.of());
	}

	private String remark(JobRun run, JobItem item) {
		if (item.fallback()) {
			return item.key() + (this.images.fellBackAtBillingLimit(run, item)
					? ": OpenAI billing limit -> fallback local applied"
					: ": daily budget (DAILY_BUDGET_USD) -> fallback local applied");
		}
		return item.key() + ": " + item.error();
	}

	private static BigDecimal seconds(Duration duration) {
		return BigDecimal.valueOf(duration.toMillis()).divide(BigDecimal.valueOf(1000), 3, RoundingMode.HALF_UP);
	}

	@Override
	public JobStep.Finish fail(JobRun run, String error) {
		run.items().failPending(error);
		JobItems.Counts counts = run.items().counts();
		return finish(run, Verdict.FAILED, counts, error);
	}

	@Override
	public Result result(Job job) {
		return new Result.None("A batch has no single result; its images are in the output bucket below "
				+ ObjectKeys.batchPrefix(this.storageProperties.outputPrefix(), job.id().value()) + ".");
	}

	@Override
	public @Nullable URI link(JobItem item) {
		String bucket = this.storageProperties.outputBucket();
		if (bucket == null || item.outputKey() == null) {
			return null;
		}
		return this.storage.link(bucket, item.outputKey(), Duration.ofSeconds(this.storageProperties.presignExpires()));
	}

	@Override
	public CallbackMessage renew(Job job) {
		return new CallbackMessage(Map.of(), null);
	}

	private String inputBucket() {
		return Objects.requireNonNull(this.storageProperties.inputBucket(), "The input bucket is configured");
	}

	private String outputBucket() {
		return Objects.requireNonNull(this.storageProperties.outputBucket(), "The output bucket is configured");
	}

}
