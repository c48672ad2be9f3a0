package io.wxomedia.videowebhook;

import java.net.URI;

import io.wxomedia.platform.PrivateHosts;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import io.wxomedia.video.VideoProperties;
import io.wxomedia.web.PublicUrl;

/**
 * Checks that a backend of videos can tell of them: it has a secret that is taken, and an
 * address that it can reach. Asks nobody, as any order would be one that counts.
 */
class BackendCheck implements PreflightCheck {

	private final VideoProperties properties;

	private final PublicUrl publicUrl;

	BackendCheck(VideoProperties properties, PublicUrl publicUrl) {
		this.properties = properties;
		this.publicUrl = publicUrl;
	}

	@Override
	public String name() {
		return "video_backend";
	}

	@Override
	public void run(Findings findings) {
		URI backend = this.properties.backend();
		if (backend == null) {
			return;
		}
		if (this.properties.webhookSecret().isEmpty()) {
			secretIsMissing(findings);
		}
		else {
			findings.ok("VIDEO_BACKEND_URL is set, and its webhooks are taken with WEBHOOK_SECRET.");
		}
		URI address = URI.create(this.publicUrl.get() + WebhookController.PATH);
		if (PrivateHosts.isLocal(address) && !PrivateHosts.isUnreachable(backend)) {
			findings.warning("The video backend is told to call back at " + address + ", which it cannot reach.",
					"Set PUBLIC_URL to the address that the backend reaches.");
		}
		else {
			findings.ok("The video backend is told to call back at " + address + ".");
		}
	}

	private void secretIsMissing(Findings findings) {
		String mend = "Set WEBHOOK_SECRET, and let the backend send it in X-Webhook-Secret.";
		if (this.properties.admits(null)) {
			findings.warning(
					"VIDEO_BACKEND_URL is set and WEBHOOK_SECRET is not: anybody may say that a video is done.", mend);
		}
		else {
			findings.problem("VIDEO_BACKEND_URL is set and WEBHOOK_SECRET is not: every webhook is answered 401, so no"
					+ " video is ever completed.", mend);
		}
	}

}
