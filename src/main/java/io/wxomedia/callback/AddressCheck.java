package io.wxomedia.callback;

import java.net.URI;

import io.wxomedia.job.NewJob;
import io.wxomedia.submission.SubmissionCheck;
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
		if (job.callbackUrl() != null) {
			require(job.callbackUrl());
		}
	}

	/**
	 * Refuse an address that callbacks may not go to.
	 * @param url the address
	 * @throws Refusal if it may not be called
	 */
	void require(URI url) {
		Verdict verdict = this.guard.check(url);
		if (!verdict.accepted()) {
			String code = (verdict.outcome() == Verdict.Outcome.INVALID) ? "invalid_callback_url"
					: "callback_address_refused";
			throw Refusal.unprocessable(code, String.valueOf(verdict.reason()));
		}
	}

}
