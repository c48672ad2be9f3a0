package io.wxomedia.callback;

import java.net.URI;

import io.wxomedia.destination.DestinationVerdict;
import io.wxomedia.destination.MaskedUrl;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.RouteCheck;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Checks a callback address: what would be said when a job is submitted with it, then a
 * connection through the same guard. The receiver gets a HEAD request, which nobody can
 * take for a callback.
 */
class CallbackRouteCheck implements RouteCheck, AutoCloseable {

	private final AddressCheck addresses;

	private final TunnelRewrite rewrite;

	private final AttemptSender sender;

	/**
	 * Create the check.
	 * @param addresses says what is said at a submission
	 * @param rewrite says where a callback really goes
	 * @param sender makes the connection; closed with the check
	 */
	CallbackRouteCheck(AddressCheck addresses, TunnelRewrite rewrite, AttemptSender sender) {
		this.addresses = addresses;
		this.rewrite = rewrite;
		this.sender = sender;
	}

	@Override
	public void run(String callbackUrl, Findings findings) {
		URI url = accepted(callbackUrl, findings);
		if (url == null) {
			return;
		}
		URI target = this.rewrite.apply(url);
		String shown = MaskedUrl.of(url.toString())
				+ (target.equals(url) ? "" : " (by way of " + target.getRawAuthority() + ")");
		judge(shown, this.sender.probe(target), findings);
	}

	private @Nullable URI accepted(String callbackUrl, Findings findings) {
		try {
			URI url = CallbackUrl.parse(callbackUrl).value();
			DestinationVerdict verdict = this.addresses.judge(url);
			if (verdict.accepted()) {
				return url;
			}
			findings.problem("A job with this callback address would be refused.", String.valueOf(verdict.reason()));
		}
		catch (Refusal ex) {
			findings.problem("A job with this callback address would be refused.", String.valueOf(ex.getMessage()));
		}
		return null;
	}

	private static void judge(String shown, Attempt attempt, Findings findings) {
		Integer status = attempt.status();
		if (status == null) {
			findings.problem("No callback would reach " + shown + ": " + attempt.error() + ".",
					"Check the address, and whether this machine can reach it: DNS, firewall, proxy, certificate.");
			return;
		}
		String answer = shown + " answers HEAD with HTTP " + status;
		switch (status) {
			case 301, 302, 303, 307, 308 ->
				findings.warning(answer + ", a redirect. Callbacks do not follow redirects.",
						"Give the address that it leads to, if it answers a POST in the same way.");
			case 502, 503, 504 ->
				findings.warning(answer + ": what stands before the receiver is reached, the receiver" + " may not be.",
						"Check that the receiver runs.");
			default -> findings.ok(answer + ", so callbacks reach it. What it answers to a POST is not known.");
		}
	}

	@Override
	public void close() {
		this.sender.close();
	}

}
