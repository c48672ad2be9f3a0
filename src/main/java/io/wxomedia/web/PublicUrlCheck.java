package io.wxomedia.web;

import java.net.URI;

import io.wxomedia.platform.Platform;
import io.wxomedia.platform.PrivateHosts;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Checks that the service's own links lead somewhere.
 */
class PublicUrlCheck implements PreflightCheck {

	private final PublicUrl publicUrl;

	private final Platform platform;

	PublicUrlCheck(PublicUrl publicUrl, Platform platform) {
		this.publicUrl = publicUrl;
		this.platform = platform;
	}

	@Override
	public String name() {
		return "public_url";
	}

	/**
	 * Run outside of any request, so that the address is the one that links in the
	 * background get.
	 */
	@Override
	public void run(Findings findings) {
		URI url = this.publicUrl.get();
		if (this.platform.isCloud() && PrivateHosts.isLocal(url)) {
			findings.warning("The service takes its own address to be " + url + ", which nobody else can reach.",
					"Set PUBLIC_URL to the address that callers use.");
		}
		else {
			findings.ok("The service's own address is " + url + ".");
		}
	}

}
