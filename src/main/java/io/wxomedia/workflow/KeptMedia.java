package io.wxomedia.workflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.spending.ProviderLedger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs have made and keep here: it lives as long as the job, or until it is stored
 * and the run is completed. Thread-safe.
 */
class KeptMedia {

	private final ItemTable items;

	private final ProviderLedger ledger;

	private final JsonMapper json;

	KeptMedia(ItemTable items, ProviderLedger ledger, JsonMapper json) {
		this.items = items;
		this.ledger = ledger;
		this.json = json;
	}

	/**
	 * Return what a step made and may hand out. A picture may be once its step is
	 * completed: moderation has nothing against it then.
	 * @param item the step
	 * @return what it made; nothing if moderation refused it or did not judge it
	 */
	Optional<Made> of(JobItem item) {
		PayloadId payload = own(item);
		StepResult result = RunSteps.result(item, this.json);
		return (payload != null && result != null && result.contentType() != null && isJudged(item))
				? Optional.of(new Made(payload, result.contentType())) : Optional.empty();
	}

	/**
	 * Return whether a step has a picture that was bought and that moderation did not
	 * judge: it goes nowhere, and a run that tries this one again has it judged.
	 */
	boolean isUnjudged(JobItem item) {
		StepResult result = RunSteps.result(item, this.json);
		return own(item) != null && !isJudged(item) && !(result != null && Boolean.TRUE.equals(result.refused()));
	}

	private static boolean isJudged(JobItem item) {
		return item.number() != WorkflowStep.IMAGE_GENERATION.number() || item.state() == JobItem.State.COMPLETED;
	}

	/**
	 * Return all that was made for a job, what came when it had its verdict too.
	 * @param job the job
	 * @return the payloads by the number of the step; some may be gone
	 */
	Map<Integer, PayloadId> payloads(JobId job) {
		Map<Integer, PayloadId> payloads = new TreeMap<>();
		this.ledger.resultsOf(List.of(job.value()))
			.forEach((bought) -> payloads.putIfAbsent(bought.item(), new PayloadId(bought.payload())));
		for (JobItem item : this.items.all(job, WorkflowStep.values().length)) {
			PayloadId payload = own(item);
			if (payload != null) {
				payloads.put(item.number(), payload);
			}
		}
		return payloads;
	}

	/**
	 * Return everything that a run needed while it was open.
	 * @param job the run's job
	 * @return the payloads; some may be gone
	 */
	List<PayloadId> all(JobId job) {
		return Stream.concat(payloads(job).values().stream(),
				this.ledger.resultsOf(List.of(job.value())).stream().map((bought) -> new PayloadId(bought.payload())))
			.distinct()
			.toList();
	}

	/**
	 * A step that did not begin names what is another job's.
	 */
	private static @Nullable PayloadId own(JobItem item) {
		return (item.work().startedAt() != null) ? item.work().payload() : null;
	}

	/**
	 * Something that was made.
	 *
	 * @param payload where its bytes are
	 * @param contentType its media type
	 */
	record Made(PayloadId payload, String contentType) {

	}

}
