package io.wxomedia.generation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import io.wxomedia.job.JobRun;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderLedger;
import org.jspecify.annotations.Nullable;

/**
 * Submissions whose answer was lost. The provider's webhook may tell what they were
 * called, so one more is not bought at once. Thread-safe.
 */
class LostAnswers {

	/**
	 * A webhook is waited for so many pauses between two looks before one more is bought:
	 * a minute at fal.
	 */
	private static final int PAUSES = 12;

	/**
	 * And so many where none may be bought: five minutes.
	 */
	private static final int PAUSES_WITHOUT_ANOTHER = 60;

	private final VideoMaker maker;

	private final ProviderLedger ledger;

	private final Clock clock;

	LostAnswers(VideoMaker maker, ProviderLedger ledger, Clock clock) {
		this.maker = maker;
		this.ledger = ledger;
		this.clock = clock;
	}

	/**
	 * Return until when the provider's webhook is waited for.
	 * @param run the run
	 * @param item the item of the job
	 * @param rows the submissions
	 * @param another whether one more may be bought after that
	 * @return the moment, or {@code null} if none will come
	 */
	@Nullable Instant mayBeFound(JobRun run, int item, List<RemoteRow> rows, boolean another) {
		List<RemoteRow> silent = rows.stream()
			.filter((row) -> row.state() == RemoteRow.State.SUBMITTING && row.tells() && row.ledgerCall() != null)
			.toList();
		if (silent.isEmpty()) {
			return null;
		}
		List<UUID> lost = this.ledger.calls(run.job().id().value(), item)
			.stream()
			.filter((call) -> call.sentAt() != null
					&& (call.outcome() == ProviderCall.Outcome.LOST || call.outcome() == ProviderCall.Outcome.STARTED))
			.map(ProviderCall::id)
			.toList();
		Duration grace = this.maker.pauseAfter(0).multipliedBy(another ? PAUSES : PAUSES_WITHOUT_ANOTHER);
		return silent.stream()
			.filter((row) -> lost.contains(row.ledgerCall()))
			.map((row) -> row.createdAt().plus(grace))
			.filter((until) -> until.isAfter(this.clock.instant()))
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

}
