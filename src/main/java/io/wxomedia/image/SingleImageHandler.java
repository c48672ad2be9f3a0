package io.wxomedia.image;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.provider.Next;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link JobHandler} for one image, whose result goes to the caller in base64 or to the
 * output bucket.
 */
class SingleImageHandler implements JobHandler {

	private static final Logger logger = LoggerFactory.getLogger(SingleImageHandler.class);

	static final String TO_BASE64 = ImageKinds.TO_BASE64;

	static final String TO_STORAGE = ImageKinds.TO_STORAGE;

	/**
	 * The ledger's item number of a job that has no items.
	 */
	private static final int WHOLE_JOB = 0;

	private final ImageEdits edits;

	private final Fallback fallback;

	private final PayloadStore payloads;

	private final Uploads uploads;

	private final StorageRetries retries;

	private final KeptPictures kept;

	private final TakenResults taken;

	private final ImageProperties properties;

	private final JsonMapper json;

	private final Clock clock;

	SingleImageHandler(ImageEdits edits, Fallback fallback, PayloadStore payloads, Uploads uploads,
			StorageRetries retries, KeptPictures kept, TakenResults taken, ImageProperties properties, JsonMapper json,
			Clock clock) {
		this.edits = edits;
		this.fallback = fallback;
		this.payloads = payloads;
		this.uploads = uploads;
		this.retries = retries;
		this.kept = kept;
		this.taken = taken;
		this.properties = properties;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public List<JobKind> kinds() {
		return List.of(JobKind.single(TO_BASE64), JobKind.single(TO_STORAGE));
	}

	@Override
	public Input input(Job job) {
		return EditInput.shown(this.json.readValue(job.request(), EditSpec.class));
	}

	@Override
	public void takeOver(Job earlier, List<JobItem> items, JobId again) {
		this.taken.takeOver(earlier.id(), items, again);
	}

	@Override
	public JobStep run(JobRun run) throws IOException, InterruptedException {
		try {
			return edit(run);
		}
		catch (UnusablePayload ex) {
			logger.error("Job {} cannot go on: {}", run.job().id(), ex.getMessage());
			return fail(run, LostPayloads.describe(ex, run.job().input()));
		}
	}

	private JobStep edit(JobRun run) throws IOException, InterruptedException {
		this.taken.use(run, WHOLE_JOB);
		// The first run has stored nothing yet, unless it has it from another job.
		boolean mayWait = TO_STORAGE.equals(run.job().kind()) && (run.number() > 1 || run.mayHaveTaken());
		Optional<StorageWait> unstored = mayWait ? this.retries.find(run, WHOLE_JOB) : Optional.empty();
		if (unstored.isPresent()) {
			return storeAgain(run, unstored.get());
		}
		EditSpec spec = this.json.readValue(run.job().request(), EditSpec.class);
		PayloadId input = Objects.requireNonNull(run.job().input(), "A single job has an input");
		Uploads.Uploading uploading = new Uploads.Uploading(run);
		Next next = this.edits.next(run, WHOLE_JOB, spec.asked());
		while (next instanceof Next.Call call) {
			if (timeLeft(run).isZero()) {
				return fail(run, tooLong());
			}
			next = this.edits.call(run, WHOLE_JOB, call, spec, input, timeLeft(run), uploading::showWithResult);
		}
		if (next instanceof Next.Fail failed && timeLeft(run).isZero()) {
			return fail(run, tooLong() + ". " + failed.error());
		}
		return step(run, spec, input, next, uploading);
	}

	/**
	 * Nothing is bought or made again for a picture that only has to be stored.
	 */
	private JobStep storeAgain(JobRun run, StorageWait unstored) throws IOException, InterruptedException {
		if (unstored.dueAt().isAfter(this.clock.instant())) {
			return new JobStep.Wait(unstored.dueAt(), StorageRetries.STORING);
		}
		PayloadId picture = Objects.requireNonNull(unstored.picture(), "A single job waits to store its picture");
		// Until the verdict the wait may be all that names the picture: it goes with it.
		return complete(run, picture, this.edits.verifiedFormat(picture), unstored.fallback(),
				new Uploads.Uploading(run));
	}

	private Duration timeLeft(JobRun run) {
		Duration left = this.properties.timeout().minus(run.worked());
		return left.isNegative() ? Duration.ZERO : left;
	}

	private String tooLong() {
		return "The image took longer than " + this.properties.timeoutSeconds() + " s (JOB_TIMEOUT_SECONDS)";
	}

	private JobStep step(JobRun run, EditSpec spec, PayloadId input, Next next, Uploads.Uploading uploading)
			throws IOException, InterruptedException {
		if (next instanceof Next.WaitUntil wait) {
			return new JobStep.Wait(wait.at(), wait.phase());
		}
		if (next instanceof Next.Fail failed) {
			return fail(run, failed.error());
		}
		if (next instanceof Next.OutOfMoney limited) {
			Next instead = this.edits.fallBack(run, WHOLE_JOB, limited, this.properties.fallbackSingle());
			return (instead == limited) ? fallBack(run, spec, input, limited)
					: step(run, spec, input, instead, uploading);
		}
		PayloadId bought = ((Next.Use) next).result();
		return complete(run, bought, this.edits.verifiedFormat(bought), null, uploading);
	}

	private JobStep fallBack(JobRun run, EditSpec spec, PayloadId input, Next.OutOfMoney limited)
			throws IOException, InterruptedException {
		show(run, "falling_back");
		try (EditInput pictures = new EditInput(this.payloads, input, spec)) {
			PayloadId picture = this.fallback.make(pictures::openImage, pictures.imageLength(),
					FallbackReason.of(limited.limit()), timeLeft(run));
			this.payloads.verify(picture);
			return complete(run, picture, PictureFormat.PNG, FallbackReason.of(limited.limit()),
					new Uploads.Uploading(run));
		}
		catch (UnusableImage ex) {
			return fail(run, limited.message() + ". The image cannot be decoded for the local fallback either: "
					+ ex.getMessage());
		}
	}

	private JobStep complete(JobRun run, PayloadId picture, PictureFormat format, @Nullable FallbackReason fallback,
			Uploads.Uploading uploading) throws IOException, InterruptedException {
		Job job = run.job();
		if (TO_BASE64.equals(job.kind())) {
			Map<String, @Nullable Object> fields = SingleImageBody.picture(job, picture, format, fallback != null);
			return finish(new EditResult(format, fallback != null, null), picture,
					new CallbackMessage(fields, null, FallbackReason.counts(fallback)), List.of());
		}
		String key = ObjectKeys.single(job.id().value(), ObjectKeys.stem(job.filename(), job.id().value()),
				format.extension());
		try {
			uploading.show();
			this.uploads.put(key, picture, format);
		}
		catch (StorageFailure ex) {
			if (Thread.currentThread().isInterrupted()) {
				// An upload that a stop broke off says nothing about the store.
				throw new InterruptedException("Interrupted while a picture was stored");
			}
			Instant again = this.retries.again(run, WHOLE_JOB, picture, fallback, ex);
			return (again != null) ? new JobStep.Wait(again, StorageRetries.STORING)
					: fail(run, this.retries.givenUp(ex));
		}
		EditResult result = new EditResult(format, fallback != null, key);
		return finish(result, null, linkBody(job, result, key, fallback), List.of(picture));
	}

	private JobStep finish(EditResult result, @Nullable PayloadId payload, CallbackMessage body,
			List<PayloadId> disposable) {
		JobRun.Progress progress = new JobRun.Progress("finishing", 1, 0, 1, result.fallback() ? 1 : 0);
		return new JobStep.Finish(Verdict.COMPLETED, null, progress, this.json.writeValueAsString(result), payload,
				body, disposable);
	}

	private CallbackMessage linkBody(Job job, EditResult result, String key, @Nullable FallbackReason fallback) {
		Duration validFor = this.uploads.validFor();
		Instant expires = this.clock.instant().plus(validFor);
		Map<String, @Nullable Object> fields = SingleImageBody.link(job, key, this.uploads.link(key).toString(),
				validFor.toSeconds(), result.fallback());
		return new CallbackMessage(fields, expires, FallbackReason.counts(fallback));
	}

	static void show(JobRun run, String phase) {
		run.show(new JobRun.Progress(phase, 0, 0, 1, 0));
	}

	/**
	 * A picture that is there is kept, whatever the job failed of.
	 */
	@Override
	public JobStep.Finish fail(JobRun run, String error) {
		Job job = run.job();
		Optional<KeptPictures.Usable> picture = this.kept.usable(job.id(), WHOLE_JOB);
		String told = picture.map((found) -> found.kept().after(error, "/jobs/" + job.id() + "/result")).orElse(error);
		FallbackReason fallback = picture.map((found) -> found.kept().fallback()).orElse(null);
		JobRun.Progress progress = new JobRun.Progress("finishing", 0, 1, 1, (fallback != null) ? 1 : 0);
		return new JobStep.Finish(Verdict.FAILED, told, progress,
				picture.map((found) -> this.json.writeValueAsString(found.result())).orElse(null),
				picture.map((found) -> found.kept().payload()).orElse(null),
				new CallbackMessage(SingleImageBody.failed(job, told), null, FallbackReason.counts(fallback)),
				List.of());
	}

	@Override
	public List<String> objectPrefixes(Job job) {
		return ImageKinds.TO_STORAGE.equals(job.kind()) ? List.of(ObjectKeys.folder(job.id().value())) : List.of();
	}

	@Override
	public Result result(Job job) {
		if (job.result() == null) {
			// What was bought may have come when the job had its verdict.
			return this.kept.usable(job.id(), WHOLE_JOB)
				.<Result>map((found) -> new Result.Kept(found.kept().payload(), found.result().format().mimeType()))
				.orElseGet(() -> new Result.None("The job has no result."));
		}
		EditResult result = this.json.readValue(job.result(), EditResult.class);
		if (job.resultPayload() != null) {
			return new Result.Kept(job.resultPayload(), result.format().mimeType());
		}
		return new Result.Elsewhere(this.uploads.link(Objects.requireNonNull(result.objectKey())));
	}

	@Override
	public Map<Integer, PayloadId> kept(JobId job) {
		return this.kept.payloads(job);
	}

	@Override
	public CallbackMessage renew(Job job) {
		EditResult result = this.json.readValue(job.result(), EditResult.class);
		if (result.objectKey() == null) {
			return new CallbackMessage(Map.of(), null);
		}
		// The reason of a fallback stays with the delivery.
		return linkBody(job, result, result.objectKey(), null);
	}

}
