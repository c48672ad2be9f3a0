package io.wxomedia.session;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import io.wxomedia.image.ImageKinds;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobState;
import io.wxomedia.payload.PartInputStream;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.spending.Spending;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.worker.JobHandlers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what a report tells, seat by seat, the oldest job first. Pictures are opened only
 * when they are looked at.
 */
class ReportRows {

	private static final int PAGE = 200;

	private static final List<String> PROMPTS = List.of("prompt", "imagePrompt", "videoPrompt");

	private static final Pattern PICTURE = Pattern.compile("\\.(png|jpe?g|webp)$");

	private final SessionTable table;

	private final SessionJobs jobs;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final Spending spending;

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final StorageProperties buckets;

	private final JsonMapper json;

	ReportRows(SessionTable table, SessionJobs jobs, ItemTable items, JobHandlers handlers, Spending spending,
			PayloadStore payloads, ObjectStorage storage, StorageProperties buckets, JsonMapper json) {
		this.table = table;
		this.jobs = jobs;
		this.items = items;
		this.handlers = handlers;
		this.spending = spending;
		this.payloads = payloads;
		this.storage = storage;
		this.buckets = buckets;
		this.json = json;
	}

	/**
	 * Read all rows of a session.
	 */
	void each(UUID session, Consumer<ReportRow> work) {
		for (TakenSeat taken : this.table.seats(session)) {
			List<JobRecord> all = new ArrayList<>();
			this.jobs.eachOf(List.of(taken.seat().owner()), all::add);
			all.sort((one, other) -> one.job().createdAt().compareTo(other.job().createdAt()));
			all.forEach((record) -> rows(taken, record, work));
		}
	}

	private void rows(TakenSeat taken, JobRecord record, Consumer<ReportRow> work) {
		if (!ImageKinds.BATCH.equals(record.job().kind())) {
			work.accept(row(taken, record));
			return;
		}
		List<JobItem> page = this.items.all(record.job().id(), 0, PAGE);
		if (page.isEmpty()) {
			work.accept(row(taken, record));
		}
		while (!page.isEmpty()) {
			int after = page.get(0).number() - 1;
			Map<Integer, BigDecimal> costs = this.spending.ofItems(record.job().id().value(), after, page.size());
			page.forEach((item) -> work.accept(row(taken, record, item, costs.get(item.number()))));
			page = this.items.all(record.job().id(), page.get(page.size() - 1).number(), PAGE);
		}
	}

	private ReportRow row(TakenSeat taken, JobRecord record) {
		Job job = record.job();
		String verdict = record.verdict();
		String outcome = (record.state() == JobState.FINISHED && verdict != null) ? verdict : record.state().word();
		return new ReportRow(taken, job.id().value(), 0, job.kind(), prompt(job), job.filename(), outcome,
				record.error(), record.fallbackReason(), record.model(),
				this.spending.ofJob(job.id().value()).orElse(null), job.createdAt(), record.finishedAt(), took(record),
				new ReportRow.BeforeAndAfter(input(job), (record.state() == JobState.FINISHED) ? result(job) : null));
	}

	private ReportRow row(TakenSeat taken, JobRecord record, JobItem item, @Nullable BigDecimal cost) {
		Job job = record.job();
		String key = item.outputKey();
		return new ReportRow(taken, job.id().value(), item.number(), job.kind(), prompt(job), item.key(),
				item.state().word(), item.error(), item.fallbackReason(), record.model(), cost, job.createdAt(),
				record.finishedAt(), took(record),
				new ReportRow.BeforeAndAfter(object(this.buckets.inputBucket(), item.key()),
						(key != null) ? object(this.buckets.outputBucket(), key) : null));
	}

	private static @Nullable Duration took(JobRecord record) {
		Instant started = record.startedAt();
		Instant finished = record.finishedAt();
		return (started != null && finished != null) ? Duration.between(started, finished) : null;
	}

	private String prompt(Job job) {
		JsonNode request = read(job.request());
		return String.join(" / ",
				PROMPTS.stream()
					.map((name) -> request.path(name).asString(""))
					.filter((prompt) -> !prompt.isBlank())
					.toList());
	}

	private JsonNode read(@Nullable String text) {
		try {
			return (text != null) ? this.json.readTree(text) : this.json.createObjectNode();
		}
		catch (JacksonException ex) {
			return this.json.createObjectNode();
		}
	}

	private Thumbnails.@Nullable Source input(Job job) {
		PayloadId payload = job.input();
		if (payload == null || !this.handlers.knows(job.kind())) {
			return null;
		}
		JobHandler.Input input = this.handlers.of(job).input(job);
		return () -> part(payload, input);
	}

	private InputStream part(PayloadId payload, JobHandler.Input input) throws IOException {
		InputStream all = this.payloads.open(payload);
		all.skipNBytes(input.offset());
		Long length = input.length();
		return (length != null) ? new PartInputStream(all, length, true) : all;
	}

	private Thumbnails.@Nullable Source result(Job job) {
		if (ReportRow.VIDEOS.contains(job.kind())) {
			return () -> stillOf(job);
		}
		PayloadId payload = job.resultPayload();
		if (payload != null) {
			return () -> this.payloads.open(payload);
		}
		String key = read(job.result()).path("objectKey").asString("");
		return key.isEmpty() ? null : object(this.buckets.outputBucket(), key);
	}

	/**
	 * Of a video the picture that it was made from, or its poster: whichever of its
	 * objects is one.
	 */
	private InputStream stillOf(Job job) throws IOException {
		String bucket = this.buckets.outputBucket();
		List<String> pictures = new ArrayList<>();
		try {
			for (String prefix : (bucket != null && this.handlers.knows(job.kind()))
					? this.handlers.of(job).objectPrefixes(job) : List.<String>of()) {
				this.storage.list(Objects.requireNonNull(bucket), prefix, (key) -> {
					if (PICTURE.matcher(key).find()) {
						pictures.add(key);
					}
				});
			}
		}
		catch (StorageFailure ex) {
			throw new IOException("The store does not list it", ex);
		}
		if (bucket == null || pictures.isEmpty()) {
			throw new IOException("The job has no picture");
		}
		return get(bucket, pictures.get(0));
	}

	private Thumbnails.@Nullable Source object(@Nullable String bucket, String key) {
		return (bucket != null) ? () -> get(bucket, key) : null;
	}

	private InputStream get(String bucket, String key) throws IOException {
		try {
			return this.storage.get(bucket, key);
		}
		catch (StorageFailure ex) {
			throw new IOException("The store does not give it", ex);
		}
	}

}
