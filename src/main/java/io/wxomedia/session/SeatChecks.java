package io.wxomedia.session;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.wxomedia.image.ImageKinds;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.NewJob;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.rules.Seat;
import io.wxomedia.spending.CallBudget;
import io.wxomedia.spending.DailyBudget.Admission;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.submission.SubmissionCheck;
import io.wxomedia.web.Refusal;

import org.springframework.http.HttpStatus;

/**
 * Refuses at the door what a seat may not send. A paused session accepts.
 */
class SeatChecks implements SubmissionCheck {

	private static final Set<String> SINGLE = Set.of(ImageKinds.TO_BASE64, ImageKinds.TO_STORAGE);

	private final SeatRules rules;

	private final SeatImages images;

	private final JobSearch jobs;

	private final CallBudget budget;

	private final ImageEditor editor;

	private final boolean fallbackSingle;

	SeatChecks(SeatRules rules, SeatImages images, JobSearch jobs, CallBudget budget, ImageEditor editor,
			boolean fallbackSingle) {
		this.rules = rules;
		this.images = images;
		this.jobs = jobs;
		this.budget = budget;
		this.editor = editor;
		this.fallbackSingle = fallbackSingle;
	}

	@Override
	public void check(NewJob job) {
		Seat.of(job.owner()).ifPresent((seat) -> check(job, seat));
	}

	private void check(NewJob job, Seat seat) {
		SeatRules.Rule rule = this.rules.find(seat).filter((found) -> !found.over()).orElseThrow(SeatChecks::over);
		if (rule.muted()) {
			throw new Refusal(HttpStatus.FORBIDDEN, "seat_muted",
					"Whoever runs the session has muted this seat; what it has queued waits. Ask them.");
		}
		Integer most = rule.laidDown().imagesPerSeat();
		if (most != null && this.images.count(seat) + waiting(job, most) >= most) {
			throw new Refusal(HttpStatus.FORBIDDEN, "seat_limit",
					SeatRules.limitReached(most).replace(" [seat_limit]", "")
							+ "; an image that failed does not count.");
		}
		if (!isImages(job)) {
			// Nothing is made here in place of a video.
			this.budget.spent(job.owner()).ifPresent((reason) -> {
				throw exhausted(reason);
			});
		}
		else if (!fallsBack(job, rule)
				&& this.budget.look(job.owner(), model(rule)) instanceof Admission.Exhausted exhausted
				&& !exhausted.ofTheDay()) {
			throw exhausted(exhausted.reason());
		}
	}

	private static Refusal exhausted(String reason) {
		return new Refusal(HttpStatus.PAYMENT_REQUIRED, "budget_exhausted", reason + ".");
	}

	private static boolean isImages(NewJob job) {
		return SINGLE.contains(job.kind()) || ImageKinds.BATCH.equals(job.kind());
	}

	private static Refusal over() {
		return new Refusal(HttpStatus.GONE, "session_ended",
				"The session of this seat is over; nothing more is made for it.");
	}

	/**
	 * A single image that waits to be begun has a place already; of a batch the rest
	 * fails.
	 */
	private int waiting(NewJob job, int most) {
		if (!SINGLE.contains(job.kind())) {
			return 0;
		}
		return (int) SINGLE.stream()
			.map((kind) -> new JobFilter(job.owner(), null, kind, null, null))
			.flatMap((filter) -> open(filter, most))
			.filter((place) -> !this.images.isBegun(place.id().value(), 0))
			.count();
	}

	private Stream<JobSearch.Place> open(JobFilter filter, int most) {
		List<JobSearch.Place> found = this.jobs.find(filter, true, null, most + 1);
		return found.stream();
	}

	private boolean fallsBack(NewJob job, SeatRules.Rule rule) {
		Boolean chosen = rule.laidDown().fallback();
		return (chosen != null) ? chosen : this.fallbackSingle || ImageKinds.BATCH.equals(job.kind());
	}

	private ProviderModel model(SeatRules.Rule rule) {
		return this.editor.purchase(new EditOptions(rule.laidDown().model(), null, null, null, null, null, null))
			.model();
	}

}
