package io.wxomedia.signature;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Says whether receivers can tell that callbacks come from here. Unsigned ones are no
 * mistake: watsonx Orchestrate, for one, checks no signature.
 */
class SignatureCheck implements PreflightCheck {

	private final SigningSecrets secrets;

	SignatureCheck(SigningSecrets secrets) {
		this.secrets = secrets;
	}

	@Override
	public String name() {
		return "signature";
	}

	@Override
	public void run(Findings findings) {
		findings.ok(switch (this.secrets.count()) {
			case 0 -> "Callbacks are not signed. With CALLBACK_SIGNING_SECRET set, receivers can check who sent them.";
			case 1 -> "Callbacks are signed (Standard Webhooks).";
			default -> "Callbacks are signed with both secrets of CALLBACK_SIGNING_SECRET (Standard Webhooks). Take the"
					+ " old one out when every receiver has the new one.";
		});
	}

}
