package io.wxomedia.access;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Checks that not everybody on the internet can spend the money.
 */
class TokenCheck implements PreflightCheck {

	private final Credentials credentials;

	private final Platform platform;

	TokenCheck(Credentials credentials, Platform platform) {
		this.credentials = credentials;
		this.platform = platform;
	}

	@Override
	public String name() {
		return "token";
	}

	@Override
	public void run(Findings findings) {
		if (this.credentials.areNeeded()) {
			String variables = String.join(", ", this.credentials.variables());
			findings.ok(variables + (variables.contains(",") ? " protect" : " protects") + " the service.");
		}
		else if (this.platform.isCloud()) {
			findings.warning(
					"WORKSHOP_TOKEN is not set: whoever finds the service can send jobs and see those of others.",
					"Set WORKSHOP_TOKEN.");
		}
		else {
			findings.ok("WORKSHOP_TOKEN is not set: nobody needs a token.");
		}
	}

}
