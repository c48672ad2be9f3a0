package io.wxomedia.fal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriUtils;

/**
 * Checks that videos can be ordered from fal, that it can tell when they are done, and
 * that somebody judges what a workflow sends it. Makes no paid call: what models cost may
 * be asked for free, and only with a key that works.
 */
class FalCheck implements PreflightCheck {

	private static final Duration PATIENCE = Duration.ofSeconds(4);

	private final FalProperties properties;

	private final @Nullable URI prices;

	private final @Nullable String judge;

	private final WebhookAddress webhook;

	private final JsonMapper json;

	private final Clock clock;

	/**
	 * Create the check.
	 * @param prices where fal tells what models cost, or {@code null} if it is not asked
	 * @param judge who judges words and pictures of workflows, or {@code null} if nobody
	 * does
	 */
	FalCheck(FalProperties properties, @Nullable URI prices, @Nullable String judge, WebhookAddress webhook,
			JsonMapper json, Clock clock) {
		this.properties = properties;
		this.prices = prices;
		this.judge = judge;
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
		try (FalClient client = new FalClient(this.properties)) {
			key(client, findings);
			webhooks(client, findings);
		}
		if (this.webhook.isReachable()) {
			findings.ok("fal.ai is told to call back at " + this.webhook.base() + ".");
		}
		else {
			findings.warning("fal.ai cannot reach " + this.webhook.base()
					+ ", so videos are noticed by asking alone, and a submission whose answer is lost is not found.",
					"Set PUBLIC_URL to an address that the internet reaches, if there is one.");
		}
		if (this.judge != null) {
			findings.ok("Words and pictures of workflows are judged by " + this.judge + " before fal.ai gets them.");
		}
		else {
			findings.warning(
					"OPENAI_API_KEY is not set, so nobody judges words and pictures, and no workflow can be started.",
					"Set it, or leave it if nobody uses the workflow.");
		}
	}

	private void key(FalClient client, Findings findings) throws InterruptedException {
		String models = this.properties.videoModel();
		if (this.prices == null) {
			findings.ok("FAL_KEY is set; videos are made with " + models
					+ ". Whether the key works shows with the first one: FAL_QUEUE_URL is not fal.ai's own, and FAL_API_URL is not"
					+ " set.");
			return;
		}
		try {
			FalClient.Reply reply = client.get(
					URI.create(this.prices + "?endpoint_id=" + UriUtils.encode(models, StandardCharsets.UTF_8)),
					PATIENCE, true);
			findings.serverDate("fal.ai", reply.header("date"));
			judgeKey(reply, models, findings);
		}
		catch (IOException ex) {
			findings.warning("fal.ai was not reached (" + this.properties.withoutKey(String.valueOf(ex.getMessage()))
					+ "), so whether FAL_KEY works is not known.", "Check the network, and FAL_API_URL.");
		}
	}

	private void judgeKey(FalClient.Reply reply, String model, Findings findings) {
		if (reply.isSuccess()) {
			findings.ok("fal.ai takes FAL_KEY; videos are made with " + model + ".");
		}
		else if (reply.status() == 401 || reply.status() == 403) {
			findings.problem("fal.ai refuses FAL_KEY (HTTP " + reply.status() + "), so no video can be made.",
					"Set it to a key from https://fal.ai/dashboard/keys.");
		}
		else if (reply.status() == 404) {
			findings.warning("fal.ai takes FAL_KEY and does not know the model " + model + ".",
					"Check FAL_VIDEO_MODEL.");
		}
		else {
			findings.warning("fal.ai answers HTTP " + reply.status() + ", so whether FAL_KEY works is not known.",
					"Try again in a moment.");
		}
	}

	private void webhooks(FalClient client, Findings findings) throws InterruptedException {
		try {
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
	}

}
