package io.wxomedia.fal;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks that videos can be ordered from fal and that it can tell when they are done.
 * Makes no paid call: whether the key works shows with the first video.
 */
class FalCheck implements PreflightCheck {

	private final FalProperties properties;

	private final WebhookAddress webhook;

	private final JsonMapper json;

	private final Clock clock;

	FalCheck(FalProperties properties, WebhookAddress webhook, JsonMapper json, Clock clock) {
		this.properties = properties;
		this.webhook = webhook;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public String name() {
		return "fal";
	}

	@Override
	public void run(Findings findings) throws InterruptedException {
		if (!this.properties.missing().isEmpty()) {
			findings.warning("FAL_KEY is not set, so no video can be made; images are not concerned.",
					"Set it to a key from https://fal.ai/dashboard/keys, or leave it if nobody makes videos.");
			return;
		}
		findings.ok("FAL_KEY is set; videos are made with " + this.properties.videoModel()
				+ ". Whether the key works shows with the first one: asking would cost.");
		try (FalClient client = new FalClient(this.properties)) {
			int keys = new FalKeys(URI.create(this.properties.jwksUrl()), client, this.json, this.clock).read().size();
			findings
				.ok("fal.ai's webhooks can be checked: FAL_JWKS_URL has " + keys + ((keys == 1) ? " key." : " keys."));
		}
		catch (IOException ex) {
			findings.warning(
					"fal.ai's keys cannot be read (" + ex.getMessage()
							+ "), so its webhooks are not taken and videos are noticed by asking alone.",
					"Check the network, and FAL_JWKS_URL.");
		}
		if (this.webhook.isReachable()) {
			findings.ok("fal.ai is told to call back at " + this.webhook.base() + ".");
		}
		else {
			findings.warning("fal.ai cannot reach " + this.webhook.base()
					+ ", so videos are noticed by asking alone, and a submission whose answer is lost is not found.",
					"Set PUBLIC_URL to an address that the internet reaches, if there is one.");
		}
	}

}
