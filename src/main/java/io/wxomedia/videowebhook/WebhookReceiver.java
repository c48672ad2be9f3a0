package io.wxomedia.videowebhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.video.Generations;
import io.wxomedia.video.Told;
import io.wxomedia.video.VideoEvent;
import io.wxomedia.video.VideoFile;
import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Takes in what comes to the webhook. What becomes of it is written down with its effect,
 * in one transaction: after a crash either both are there or none, and the sender, who
 * got no answer, sends it again. Thread-safe.
 */
class WebhookReceiver {

	private static final Logger logger = LoggerFactory.getLogger(WebhookReceiver.class);

	private static final Pattern JOB = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	/**
	 * Longer than anything that a backend has to tell. What is longer has its effect, and
	 * is not kept for another look.
	 */
	static final int LONGEST_KEPT = 64 * 1024;

	private static final int LONGEST_ID = 200;

	private static final int LONGEST_STATUS = 40;

	private final EventParser parser;

	private final WebhookTable webhooks;

	private final Generations generations;

	private final JobRecords jobs;

	private final RefusedStrangers strangers;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	WebhookReceiver(EventParser parser, WebhookTable webhooks, Generations generations, JobRecords jobs,
			RefusedStrangers strangers, ApplicationEventPublisher events, Clock clock) {
		this.parser = parser;
		this.webhooks = webhooks;
		this.generations = generations;
		this.jobs = jobs;
		this.strangers = strangers;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Refuse a stranger. Some of them are written down, so that an operator sees that a
	 * secret is wrong, and not so many that they fill the database.
	 */
	WebhookAnswer refuseStranger() {
		WebhookAnswer answer = WebhookAnswer.unauthorized();
		if (this.strangers.isWorthNoting()) {
			note(answer, null);
		}
		return answered(answer, null);
	}

	/**
	 * Refuse somebody who knows the secret and sends what is not read.
	 */
	WebhookAnswer refuse(WebhookAnswer answer, @Nullable String webhookId) {
		note(answer, webhookId);
		return answered(answer, null);
	}

	private void note(WebhookAnswer answer, @Nullable String webhookId) {
		this.webhooks.write(new Webhook(UUID.randomUUID(), this.clock.instant(), webhookId, null, null,
				answer.outcome(), answer.reason(), null), null);
	}

	/**
	 * Take in a body.
	 * @param body the body
	 * @param webhookId the sender's name of it, or {@code null} if it has none
	 * @return the answer
	 */
	WebhookAnswer receive(byte[] body, @Nullable String webhookId) {
		String kept = (body.length <= LONGEST_KEPT)
				? StorableText.cleaned(new String(body, StandardCharsets.UTF_8), Integer.MAX_VALUE) : null;
		Webhook webhook = new Webhook(UUID.randomUUID(), this.clock.instant(),
				(webhookId != null) ? StorableText.cleaned(webhookId, LONGEST_ID) : null, null, null,
				Webhook.Outcome.INVALID, null, kept);
		return process(webhook, body, webhookId);
	}

	/**
	 * Take in once more what came before.
	 * @param webhook what came, with its body
	 * @return the answer that it would get now
	 */
	WebhookAnswer again(Webhook webhook) {
		byte[] body = String.valueOf(webhook.body()).getBytes(StandardCharsets.UTF_8);
		return process(webhook, body, webhook.webhookId());
	}

	private WebhookAnswer process(Webhook webhook, byte[] body, @Nullable String webhookId) {
		JsonNode document;
		ReceivedEvent event;
		Said said = Said.NOTHING;
		try {
			document = this.parser.document(body);
			said = said(document);
			event = this.parser.event(document);
			mustBeItsOwn(event);
		}
		catch (InvalidEvent ex) {
			WebhookAnswer answer = WebhookAnswer.invalid(String.valueOf(ex.getMessage()));
			this.webhooks.write(noted(webhook, said, answer), null);
			return answered(answer, said.jobId());
		}
		return tell(webhook, said, event, eventKey(event.jobId(), body, webhookId));
	}

	/**
	 * Links are signed for the keys that a backend tells, so none may lead to what was
	 * made for somebody else. A key names a job by its identifier.
	 */
	private void mustBeItsOwn(ReceivedEvent event) throws InvalidEvent {
		Optional<String> owner = JobId.find(event.jobId()).flatMap(this.jobs::owner);
		for (VideoFile file : event.report().files()) {
			Matcher names = JOB.matcher(file.s3Key().toLowerCase(Locale.ROOT));
			while (owner.isPresent() && names.find()) {
				Optional<String> named = JobId.find(names.group()).flatMap(this.jobs::owner);
				if (named.isPresent() && !named.equals(owner)) {
					throw new InvalidEvent(
							"data.videos names an object of somebody else's job: its key holds " + names.group());
				}
			}
		}
	}

	private WebhookAnswer tell(Webhook webhook, Said said, ReceivedEvent event, String eventKey) {
		Instant began = this.clock.instant();
		VideoEvent what = event.report().event();
		AtomicReference<WebhookAnswer> answer = new AtomicReference<>();
		Optional<Told> told = JobId.find(event.jobId())
			.flatMap((id) -> this.generations.tell(id, event.report(), new Generations.Note() {

				@Override
				public boolean isKnown() {
					return WebhookReceiver.this.webhooks.isKnown(eventKey, webhook.id());
				}

				@Override
				public void write(Told meant) {
					WebhookAnswer made = WebhookAnswer.told(event.jobId(), what, meant,
							Duration.between(began, WebhookReceiver.this.clock.instant()));
					boolean had = made.outcome() == Webhook.Outcome.PROCESSED
							|| made.outcome() == Webhook.Outcome.STALE;
					WebhookReceiver.this.webhooks.write(noted(webhook, said, made), had ? eventKey : null);
					answer.set(made);
				}

			}));
		WebhookAnswer made = answer.get();
		if (told.isEmpty() || made == null) {
			made = WebhookAnswer.unknown(event.jobId());
			this.webhooks.write(noted(webhook, said, made), null);
		}
		return answered(made, event.jobId());
	}

	private static Webhook noted(Webhook webhook, Said said, WebhookAnswer answer) {
		return new Webhook(webhook.id(), webhook.receivedAt(), webhook.webhookId(), said.jobId(), said.status(),
				answer.outcome(), answer.reason(), webhook.body());
	}

	private WebhookAnswer answered(WebhookAnswer answer, @Nullable String jobId) {
		logger.info("[WEBHOOK] outcome={} http={}{}", answer.outcome().word(), answer.status().value(),
				(jobId != null) ? " job_id=" + jobId.replaceAll("[^A-Za-z0-9_-]", "?") : "");
		this.events.publishEvent(new WebhookTaken(answer.outcome()));
		return answer;
	}

	/**
	 * What a document says of itself, as far as it can be told, whether or not it can be
	 * used.
	 */
	private static Said said(JsonNode document) {
		JsonNode job = document.path("job_id");
		JsonNode status = document.path("status");
		return new Said(job.isString() ? StorableText.cleaned(job.asString(), LONGEST_ID) : null,
				status.isString() ? StorableText.cleaned(status.asString(), LONGEST_STATUS) : null);
	}

	/**
	 * The sender's own name of the event where it has one, and else all of its bytes.
	 */
	private static String eventKey(String jobId, byte[] body, @Nullable String webhookId) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(jobId.getBytes(StandardCharsets.UTF_8));
			digest.update((byte) ((webhookId != null) ? 1 : 2));
			digest.update((webhookId != null) ? webhookId.getBytes(StandardCharsets.UTF_8) : body);
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * What a document says of itself.
	 */
	private record Said(@Nullable String jobId, @Nullable String status) {

		static final Said NOTHING = new Said(null, null);

	}

}
