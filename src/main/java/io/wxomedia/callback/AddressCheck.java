package io.wxomedia.callback;

import java.net.URI;

import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationVerdict;
import io.wxomedia.job.NewJob;
import io.wxomedia.submission.SubmissionCheck;
import io.wxomedia.web.Refusal;

/**
 * {@link SubmissionCheck} that tells the caller at once when its address may not be
 * called.
 */
class AddressCheck implements SubmissionCheck {

	private final DestinationGuard guard;

	private final TunnelRewrite rewrite;

	AddressCheck(DestinationGuard guard, TunnelRewrite rewrite) {
		this.guard = guard;
		this.rewrite = rewrite;
	}

	@Override
	public void check(NewJob job) {
		if (job.callbackUrl() != null) {
			require(job.callbackUrl());
		}
	}

	/**
	 * Judge an address.
	 * @param url the address as the caller gave it
	 * @return the verdict on where it really goes
	 */
	DestinationVerdict judge(URI url) {
		DestinationVerdict verdict = this.guard.check(this.rewrite.apply(url));
		return (verdict.outcome() == DestinationVerdict.Outcome.INVALID)
				? DestinationVerdict.invalid("callbackUrl is not valid: " + verdict.reason()) : verdict;
	}

	/**
	 * Refuse an address that callbacks may not go to.
	 * @param url the address
	 * @throws Refusal if it may not be called
	 */
	void require(URI url) {
		DestinationVerdict verdict = judge(url);
		if (!verdict.accepted()) {
			String code = (verdict.outcome() == DestinationVerdict.Outcome.INVALID) ? "invalid_callback_url"
					: "callback_address_refused";
			throw Refusal.unprocessable(code, String.valueOf(verdict.reason()));
		}
	}

}
