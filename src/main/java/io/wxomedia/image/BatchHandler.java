package io.wxomedia.image;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * {@link JobHandler} for every image of the input bucket. What is to be done is decided
 * once, at the start; a later run goes on with the images that are not done. While all of
 * these wait, the batch waits too and holds no worker.
 */
class BatchHandler implements JobHandler {

	static final String KIND = ImageKinds.BATCH;

	private static final int MOST_ERRORS = 20;

	private static final String LISTING = "listing";

	/**
	 * What storage keeps waiting when it is no single image.
	 */
	private static final int WHOLE_BATCH = 0;

	private static final int PAGE_SIZE = 500;

	private final BatchImages images;

	private final Uploads uploads;

	private final KeptPictures kept;

	private final BatchPool pool;

	private final BatchListing listing;

	private final StorageRetries retries;

	private final TakenResults taken;

	private final DueManifests manifests;

	private final StorageProperties storageProperties;

	private final ImageProperties properties;

	private final JsonMapper json;

	private final Clock clock;

	BatchHandler(BatchImages images, Uploads uploads, KeptPictures kept, BatchPool pool, BatchListing listing,
			StorageRetries retries, TakenResults taken, DueManifests manifests, StorageProperties storageProperties,
			ImageProperties properties, JsonMapper json, Clock clock) {
		this.images = images;
		this.uploads = uploads;
		this.kept = kept;
		this.pool = pool;
		this.listing = listing;
		this.retries = retries;
		this.taken = taken;
		this.manifests = manifests;
		this.storageProperties = storageProperties;
		this.properties = properties;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public List<JobKind> kinds() {
		return List.of(JobKind.ofItems(KIND));
	}

	@Override
	public void takeOver(Job earlier, List<JobItem> items, JobId again) {
		this.taken.takeOver(earlier.id(), items, again);
	}

	@Override
	public JobStep run(JobRun run) throws InterruptedException {
		EditSpec spec = spec(run.job());
		JobStep step = next(run, spec);
		if (step instanceof JobStep.Finish) {
			// Before the verdict: whoever gets the callback finds it.
			this.manifests.write(run.job());
		}
		return step;
	}

	private JobStep next(JobRun run, EditSpec spec) throws InterruptedException {
		JobItems items = run.items();
		Instant deadline = run.startedAt().plus(this.properties.batchTimeout());
		if (items.counts().total() == 0) {
			JobStep unlisted = list(run, spec, deadline);
			if (unlisted != null) {
				return unlisted;
			}
		}
		BatchProgress progress = new BatchProgress(run, this.pool, this.clock, deadline);
		Later later = progress.work(new BatchProgress.Step() {

			@Override
			public @Nullable Later look(JobItem item) {
				return BatchHandler.this.images.look(run, item, spec);
			}

			@Override
			public @Nullable Later take(JobItem item) throws Exception {
				return BatchHandler.this.images.edit(run, item, spec);
			}

		});
		if (later != null) {
			return new JobStep.Wait(later.at(), later.phase());
		}
		if (!items.counts().settled()) {
			failPending(run, "not done within " + this.properties.batchTimeoutSeconds() + " s (BATCH_TIMEOUT_SECONDS)");
		}
		JobItems.Counts counts = items.counts();
		Verdict verdict = (counts.failed() > 0) ? Verdict.COMPLETED_WITH_ERRORS : Verdict.COMPLETED;
		return finish(run, verdict, counts, null);
	}

	/**
	 * List the images, or say why that is not done yet or will not be.
	 */
	private @Nullable JobStep list(JobRun run, EditSpec spec, Instant deadline) throws InterruptedException {
		Instant now = this.clock.instant();
		Instant due = this.retries.find(run, WHOLE_BATCH).map(StorageWait::dueAt).orElse(now);
		if (now.isBefore(deadline) && due.isAfter(now)) {
			return new JobStep.Wait(earlier(due, deadline), LISTING);
		}
		run.show(new JobRun.Progress(LISTING, 0, 0, 0, 0));
		try {
			if (!now.isBefore(deadline)) {
				throw this.listing.tooLate();
			}
			run.items().add(this.listing.list(spec, deadline));
			return null;
		}
		catch (BatchListing.Refused ex) {
			return fail(run, String.valueOf(ex.getMessage()));
		}
		catch (StorageFailure ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted while the bucket was listed");
			}
			Instant again = this.retries.readAgain(run, WHOLE_BATCH, ex);
			return (again != null) ? new JobStep.Wait(earlier(again, deadline), LISTING)
					: fail(run, BatchListing.unreachable(ex));
		}
	}

	private static Instant earlier(Instant a, Instant b) {
		return a.isBefore(b) ? a : b;
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
		fields.put("output_prefix", prefix(run.job()));
		fields.put("errors", run.items().remarkable(MOST_ERRORS).stream().map(BatchHandler::remark).toList());
		if (verdict == Verdict.FAILED) {
			fields.put("error", error);
		}
		JobRun.Progress progress = new JobRun.Progress("finishing", counts.completed(), counts.failed(), counts.total(),
				counts.fallbacks());
		Map<String, Integer> fallbacks = FallbackReason.counts(run.items().fallbackReasons());
		return new JobStep.Finish(verdict, error, progress, null, null, new CallbackMessage(fields, null, fallbacks),
				List.of());
	}

	private EditSpec spec(Job job) {
		return this.json.readValue(job.request(), EditSpec.class);
	}

	@Override
	public List<String> objectPrefixes(Job job) {
		return List.of(prefix(job));
	}

	private String prefix(Job job) {
		return ObjectKeys.batchPrefix(spec(job).outputPrefix(this.storageProperties.outputPrefix()), job.id().value());
	}

	private static String remark(JobItem item) {
		String reason = item.fallbackReason();
		return item.key() + ": " + ((reason != null) ? FallbackReason.of(reason).note() : item.error());
	}

	private static BigDecimal seconds(Duration duration) {
		return BigDecimal.valueOf(duration.toMillis()).divide(BigDecimal.valueOf(1000), 3, RoundingMode.HALF_UP);
	}

	/**
	 * Those whose picture is there say where.
	 */
	private void failPending(JobRun run, String error) {
		Map<Integer, KeptPictures.Kept> kept = this.kept.of(run.job().id());
		List<JobItem> pending = kept.isEmpty() ? List.of() : run.items().pending(0, PAGE_SIZE);
		while (!pending.isEmpty()) {
			for (JobItem item : pending) {
				KeptPictures.Kept picture = kept.get(item.number());
				if (picture != null) {
					run.items().fail(item, picture.after(error, resultPath(run.job().id(), item.number())));
				}
			}
			pending = run.items().pending(pending.get(pending.size() - 1).number(), PAGE_SIZE);
		}
		run.items().failPending(error);
	}

	/**
	 * Return where the caller gets the picture of an image.
	 */
	static String resultPath(JobId job, int number) {
		return "/jobs/" + job + "/items/" + number + "/result";
	}

	@Override
	public JobStep.Finish fail(JobRun run, String error) {
		failPending(run, error);
		JobItems.Counts counts = run.items().counts();
		return finish(run, Verdict.FAILED, counts, error);
	}

	@Override
	public Result result(Job job) {
		return new Result.None(
				"A batch has no single result; its images are in the output bucket below " + prefix(job) + ".");
	}

	@Override
	public @Nullable URI link(JobItem item) {
		String key = item.outputKey();
		return (key != null && this.uploads.hasBucket()) ? this.uploads.link(key) : null;
	}

	@Override
	public Result result(Job job, JobItem item) {
		if (item.state() == JobItem.State.COMPLETED) {
			URI link = link(item);
			if (link == null) {
				throw new Refusal(HttpStatus.INTERNAL_SERVER_ERROR, "missing_configuration",
						"Missing env var: COS_OUTPUT_BUCKET");
			}
			return new Result.Elsewhere(link);
		}
		return this.kept.result(job.id(), item.number())
			.orElseGet(() -> new Result.None("The image failed, so it has no result: " + item.error()));
	}

	@Override
	public Map<Integer, PayloadId> kept(JobId job) {
		return this.kept.payloads(job);
	}

	@Override
	public CallbackMessage renew(Job job) {
		return new CallbackMessage(Map.of(), null);
	}

}
