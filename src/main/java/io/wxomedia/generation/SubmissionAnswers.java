package io.wxomedia.generation;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.Answer;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import tools.jackson.databind.json.JsonMapper;

/**
 * What submissions answered, as the ledger keeps it: the result that was paid for.
 * Thread-safe.
 */
class SubmissionAnswers {

	private final ProviderLedger ledger;

	private final RemoteCallTable table;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final Clock clock;

	SubmissionAnswers(ProviderLedger ledger, RemoteCallTable table, PayloadStore payloads, JsonMapper json,
			Clock clock) {
		this.ledger = ledger;
		this.table = table;
		this.payloads = payloads;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Make the answer of a submission that was accepted.
	 */
	Answer of(UUID row, RemoteCall call, Purchase purchase) {
		BigDecimal seconds = purchase.what().seconds();
		byte[] document = this.json.writeValueAsBytes(new Accepted(row, call));
		return Answer.of(document, null, new Receipt(call.requestId(), null, null, null, seconds));
	}

	/**
	 * The row of what was paid for is usually there; it is not where the database was
	 * away at that moment.
	 */
	void takeUp(PayloadId paid) throws IOException {
		try (InputStream in = this.payloads.open(paid)) {
			Accepted answer = this.json.readValue(in.readAllBytes(), Accepted.class);
			this.table.accept(answer.row(), answer.call(), this.clock.instant());
		}
	}

	/**
	 * Take up all that was paid for a piece of work.
	 */
	void takeUp(JobId job, int item) throws IOException {
		for (ProviderCall call : this.ledger.calls(job.value(), item)) {
			if (call.outcome() == ProviderCall.Outcome.COMPLETED && call.resultPayload() != null) {
				takeUp(new PayloadId(call.resultPayload()));
			}
		}
	}

	/**
	 * Return whether the ledger does not know yet that a submission was accepted.
	 */
	boolean isOpen(RemoteRow row, UUID paid) {
		return this.ledger.calls(row.job().value(), row.item())
			.stream()
			.filter((call) -> call.id().equals(paid))
			.anyMatch((call) -> call.outcome() != ProviderCall.Outcome.COMPLETED);
	}

	/**
	 * What a submission answered, as it is kept.
	 *
	 * @param row names the submission
	 * @param call the call
	 */
	record Accepted(UUID row, RemoteCall call) {

	}

}
