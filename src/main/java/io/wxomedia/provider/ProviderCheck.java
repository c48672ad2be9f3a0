package io.wxomedia.provider;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Tells whether jobs wait for the provider, and for how long. It asks the database and
 * not the provider, so it belongs to the running service only.
 */
class ProviderCheck implements PreflightCheck {

	private final ProviderAccess access;

	ProviderCheck(ProviderAccess access) {
		this.access = access;
	}

	@Override
	public String name() {
		return "provider";
	}

	@Override
	public void run(Findings findings) {
		for (ProviderView.Entry entry : this.access.show().providers()) {
			String where = entry.provider() + " (" + entry.model() + ")";
			if (entry.until() == null) {
				findings.ok("Nothing keeps calls to " + where + " back.");
			}
			else {
				findings.warning(
						"Calls to " + where + " are kept back until " + entry.until() + " at the latest; "
								+ entry.waiting() + " jobs wait. " + entry.reason(),
						"Wait, or send POST /provider/resume with the administrator's key.");
			}
		}
	}

}
