package io.wxomedia.image;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.job.AllJobs;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadReferences;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.spending.ProviderLedger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the pictures that a job has and its bucket does not: those that wait for the
 * store, and those that were bought. They live as long as their job, however that ended,
 * also those that came when it had its verdict. Thread-safe.
 */
class KeptPictures implements PayloadReferences {

	private static final Logger logger = LoggerFactory.getLogger(KeptPictures.class);

	private static final int JOBS_AT_ONCE = 500;

	private final StorageWaitTable waits;

	private final ProviderLedger ledger;

	private final AllJobs jobs;

	private final PayloadStore payloads;

	private final ResultFormats formats;

	KeptPictures(StorageWaitTable waits, ProviderLedger ledger, AllJobs jobs, PayloadStore payloads,
			ResultFormats formats) {
		this.waits = waits;
		this.ledger = ledger;
		this.jobs = jobs;
		this.payloads = payloads;
		this.formats = formats;
	}

	/**
	 * Return the pictures of a job by its items. Those of items that were completed may
	 * be named too, and are gone.
	 * @param job the job
	 * @return the pictures, by the number of the item
	 */
	Map<Integer, Kept> of(JobId job) {
		Map<Integer, Kept> kept = new TreeMap<>();
		this.ledger.resultsOf(List.of(job.value()))
			.forEach((result) -> kept.putIfAbsent(result.item(), new Kept(new PayloadId(result.payload()), null)));
		kept.putAll(this.waits.pictures(job));
		return kept;
	}

	/**
	 * Return whether the picture of an item was bought and stored here.
	 * @param job the job
	 * @param item the item
	 * @return {@code true} if there is nothing to buy
	 */
	boolean isBought(JobId job, int item) {
		return this.ledger.calls(job.value(), item).stream().anyMatch((call) -> call.resultPayload() != null);
	}

	/**
	 * Return where the pictures of a job are.
	 * @param job the job
	 * @return the payloads, by the number of the item
	 */
	Map<Integer, PayloadId> payloads(JobId job) {
		return of(job).entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (kept) -> kept.getValue().payload()));
	}

	/**
	 * Return the picture of one item, if it is there and whole.
	 * @param job the job
	 * @param item the item
	 * @return the picture
	 */
	Optional<Usable> usable(JobId job, int item) {
		Kept kept = of(job).get(item);
		if (kept == null) {
			return Optional.empty();
		}
		try {
			this.payloads.verify(kept.payload());
			return Optional
				.of(new Usable(kept, new EditResult(this.formats.of(kept.payload()), kept.fallback() != null, null)));
		}
		catch (IOException ex) {
			logger.info("Job {} keeps no picture of its item {}: {}", job, item, ex.getMessage());
			return Optional.empty();
		}
	}

	/**
	 * Return the picture of one item as a result. Whether it is still whole is seen when
	 * it is handed out.
	 * @param job the job
	 * @param item the item
	 * @return the picture
	 */
	Optional<JobHandler.Result> result(JobId job, int item) {
		return Optional.ofNullable(of(job).get(item))
			.map((kept) -> new JobHandler.Result.Kept(kept.payload(), mimeType(kept)));
	}

	private String mimeType(Kept kept) {
		try {
			return this.formats.of(kept.payload()).mimeType();
		}
		catch (IOException ex) {
			// Whoever hands it out sees the same, and says so.
			return "application/octet-stream";
		}
	}

	@Override
	public Set<PayloadId> inUse() {
		Set<PayloadId> inUse = new HashSet<>(this.waits.inUse());
		List<UUID> all = this.jobs.all().stream().map(JobId::value).toList();
		for (int from = 0; from < all.size(); from += JOBS_AT_ONCE) {
			this.ledger.resultsOf(all.subList(from, Math.min(from + JOBS_AT_ONCE, all.size())))
				.forEach((result) -> inUse.add(new PayloadId(result.payload())));
		}
		return inUse;
	}

	/**
	 * A picture that is kept.
	 *
	 * @param payload where it is
	 * @param fallback why the local fallback made it, or {@code null} if it did not
	 */
	record Kept(PayloadId payload, @Nullable FallbackReason fallback) {

		/**
		 * Say why something failed, and where its picture is.
		 * @param error why it failed
		 * @param path where the caller gets the picture
		 * @return the error that the caller is told
		 */
		String after(String error, String path) {
			String what = (this.fallback != null) ? "The picture of the local fallback" : "The picture";
			return error + (error.endsWith(".") ? " " : ". ") + what + " is kept until the job expires: GET " + path;
		}

	}

	/**
	 * A picture that can be handed out.
	 *
	 * @param kept the picture
	 * @param result what it is
	 */
	record Usable(Kept kept, EditResult result) {

	}

}
