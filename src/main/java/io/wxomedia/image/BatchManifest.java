package io.wxomedia.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.spending.Spending;
import io.wxomedia.storage.StorageProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StreamUtils;

/**
 * Writes what became of the images of a batch beside their results, so that the bucket
 * can be read without the service. Its key is that of the job, so a second time replaces
 * the first. Thread-safe.
 */
class BatchManifest {

	private static final Logger logger = LoggerFactory.getLogger(BatchManifest.class);

	private static final String MIME_TYPE = "application/json";

	private static final int PAGE_SIZE = 500;

	private static final Duration LONGEST_UPLOAD = Duration.ofSeconds(10);

	private final Uploads uploads;

	private final ItemTable items;

	private final PayloadStore payloads;

	private final Spending spending;

	private final StorageProperties properties;

	private final JsonMapper json;

	BatchManifest(Uploads uploads, ItemTable items, PayloadStore payloads, Spending spending,
			StorageProperties properties, JsonMapper json) {
		this.uploads = uploads;
		this.items = items;
		this.payloads = payloads;
		this.spending = spending;
		this.properties = properties;
		this.json = json;
	}

	/**
	 * Write the manifest. The images are what was paid for, so a manifest that cannot be
	 * written is logged and keeps nobody for longer than ten seconds.
	 * @param job the batch, whose images are settled
	 * @return {@code false} if it could not be written, {@code true} if it is written or
	 * there is no bucket for it
	 * @throws InterruptedException if the service stops, or the job is cancelled
	 */
	boolean write(Job job) throws InterruptedException {
		if (!this.uploads.hasBucket()) {
			return true;
		}
		try {
			EditSpec spec = this.json.readValue(job.request(), EditSpec.class);
			String prefix = ObjectKeys.batchPrefix(spec.outputPrefix(this.properties.outputPrefix()), job.id().value());
			PayloadId manifest = keep(job.id(), spec.prompt());
			try {
				upload(manifest, ObjectKeys.manifest(prefix));
				return true;
			}
			finally {
				this.payloads.delete(manifest);
			}
		}
		catch (TimeoutException ex) {
			logger.warn("The manifest of batch {} is not written: the store took longer than {} s", job.id(),
					LONGEST_UPLOAD.toSeconds());
		}
		catch (ExecutionException | IOException | UncheckedIOException | JacksonException ex) {
			logger.warn("The manifest of batch {} is not written: {}", job.id(), ex.toString());
		}
		return false;
	}

	/**
	 * In a thread of its own, since only that can be left behind when the store hangs.
	 */
	private void upload(PayloadId manifest, String key)
			throws InterruptedException, ExecutionException, TimeoutException {
		FutureTask<Void> upload = new FutureTask<>(() -> {
			this.uploads.put(key, manifest, MIME_TYPE);
			return null;
		});
		Thread thread = new Thread(upload, "manifest");
		thread.setDaemon(true);
		thread.start();
		try {
			upload.get(LONGEST_UPLOAD.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			upload.cancel(true);
		}
	}

	/**
	 * A batch may have thousands of images, so they are never all in memory.
	 */
	private PayloadId keep(JobId job, String prompt) throws IOException {
		try (PayloadWriter payload = this.payloads.create()) {
			try (JsonGenerator out = this.json.createGenerator(StreamUtils.nonClosing(payload))) {
				out.writeStartObject();
				out.writeStringProperty("job_id", job.toString());
				out.writeStringProperty("prompt", prompt);
				out.writeArrayPropertyStart("items");
				writeItems(out, job);
				out.writeEndArray();
				out.writeEndObject();
			}
			payload.commit();
			return payload.id();
		}
	}

	private void writeItems(JsonGenerator out, JobId job) {
		int last = 0;
		List<JobItem> page;
		do {
			page = this.items.all(job, last, PAGE_SIZE);
			Map<Integer, BigDecimal> costs = this.spending.ofItems(job.value(), last, PAGE_SIZE);
			for (JobItem item : page) {
				write(out, item, costs);
				last = item.number();
			}
		}
		while (page.size() == PAGE_SIZE);
	}

	private static void write(JsonGenerator out, JobItem item, Map<Integer, BigDecimal> costs) {
		out.writeStartObject();
		out.writeStringProperty("key", item.key());
		out.writeStringProperty("state", item.state().word());
		out.writeStringProperty("output_key", item.outputKey());
		out.writeStringProperty("error", item.error());
		out.writeBooleanProperty("fallback", item.fallbackReason() != null);
		out.writeName("cost_usd");
		BigDecimal cost = costs.get(item.number());
		if (cost != null) {
			out.writeNumber(cost.toPlainString());
		}
		else {
			out.writeNull();
		}
		out.writeEndObject();
	}

}
