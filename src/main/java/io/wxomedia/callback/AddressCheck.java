package io.wxomedia.callback;

import io.wxomedia.job.NewJob;
import io.wxomedia.job.SubmissionCheck;
import io.wxomedia.web.Refusal;

/**
 * {@link SubmissionCheck} that tells the caller at once when its address may not be
 * called.
 */
class AddressCheck implements SubmissionCheck {

	private final DestinationGuard guard;

	AddressCheck(DestinationGuard guard) {
		this.guard = guard;
	}

	@Override
	public void check(NewJob job) {
		if (job.callbackUrl() == null) {
			return;
		}
		Verdict verdict = this.guard.check(job.callbackUrl().value());
		if (!verdict.accepted()) {
			String code = (verdict.outcome() == Verdict.Outcome.INVALID) ? "invalid_callback_url"
					: "callback_address_refused";
			throw Refusal.unprocessable(code, String.valueOf(verdict.reason()));
		}
	}

}
