package io.wxomedia.image;

import java.util.List;
import java.util.Set;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.InsufficientCredits;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.Verdict;
import io.wxomedia.submission.Acceptance;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What images cost their owners in credits. A single image is held for when its job is
 * accepted, an image of a batch before anything is bought for it; what is there at the
 * verdict is captured, the rest goes back. While images cost nothing the database is not
 * asked. Thread-safe.
 */
class ImageCharges implements Acceptance {

	private static final String WHOLE_JOB = "image";

	private static final Set<String> SINGLE = Set.of(ImageKinds.TO_BASE64, ImageKinds.TO_STORAGE);

	private static final int ALL = Integer.MAX_VALUE;

	private final Credits credits;

	private final ItemTable items;

	private final TransactionTemplate transactions;

	private final int perImage;

	/**
	 * Whether jobs of before the start may have something held, though images cost
	 * nothing any more.
	 */
	private final boolean settling;

	ImageCharges(Credits credits, ItemTable items, TransactionTemplate transactions, int perImage, boolean settling) {
		this.credits = credits;
		this.items = items;
		this.transactions = transactions;
		this.perImage = perImage;
		this.settling = settling;
	}

	/**
	 * Return whether images cost anything.
	 */
	boolean areMade() {
		return this.perImage > 0;
	}

	@Override
	public void accepted(JobId id, NewJob job) {
		if (!areMade() || !SINGLE.contains(job.kind())) {
			return;
		}
		try {
			this.credits.hold(job.owner(), id, List.of(new Credits.Line(WHOLE_JOB, this.perImage)));
		}
		catch (InsufficientCredits ex) {
			throw new Refusal(HttpStatus.PAYMENT_REQUIRED, "insufficient_credits",
					"The image costs " + ex.required() + " credits (CREDITS_PER_IMAGE), and " + ex.available()
							+ " are available: wait for what is held for open jobs, or ask the administrator for more.",
					null, ex);
		}
	}

	/**
	 * Hold what an image of a batch costs, or fail it. What is held already is not held
	 * again.
	 * @param run the run of the batch
	 * @param item the image
	 * @return whether it is held
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 */
	boolean cover(JobRun run, JobItem item) {
		String refusal = areMade() ? hold(run, item) : null;
		if (refusal != null) {
			run.items().fail(item, refusal);
		}
		return refusal == null;
	}

	private @Nullable String hold(JobRun run, JobItem item) {
		try {
			this.transactions.executeWithoutResult((status) -> {
				run.hold();
				this.credits.hold(run.job().owner(), run.job().id(),
						List.of(new Credits.Line(line(item), this.perImage)));
			});
			return null;
		}
		catch (InsufficientCredits ex) {
			return "Not edited: an image costs " + ex.required() + " credits (CREDITS_PER_IMAGE), and " + ex.available()
					+ " are available";
		}
	}

	private static String line(JobItem item) {
		return WHOLE_JOB + " " + item.number();
	}

	@EventListener
	void on(JobFinished finished) {
		JobId job = finished.job().id();
		if (!areMade() && !this.settling) {
			return;
		}
		if (SINGLE.contains(finished.job().kind())) {
			this.credits.settle(job, (finished.verdict() == Verdict.COMPLETED) ? List.of(WHOLE_JOB) : List.of());
		}
		else if (ImageKinds.BATCH.equals(finished.job().kind())) {
			this.credits.settle(job,
					this.items.all(job, ALL)
						.stream()
						.filter((item) -> item.state() == JobItem.State.COMPLETED)
						.map(ImageCharges::line)
						.toList());
		}
	}

}
