package io.wxomedia.inbox;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.link.InlineContent;
import io.wxomedia.link.LinkSigner;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * The inboxes over HTTP.
 */
@RestController
@Tag(name = ApiTag.INBOX)
@ConditionalOnBooleanProperty("media.inbox.enabled")
class InboxController {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Set<String> SECRET_HEADERS = Set.of("authorization", "cookie", "x-workshop-token",
			"x-api-key");

	/** Statuses whose answers have no body. */
	private static final Set<Integer> BODILESS = Set.of(204, 205, 304);

	private static final int SPARE_SECONDS = 10;

	private final Inbox inbox;

	private final InboxBehaviours behaviours;

	private final ReceiverTrouble trouble;

	private final CallbackViews views;

	private final LinkSigner signer;

	private final PayloadStore payloads;

	private final JsonMapper json;

	InboxController(Inbox inbox, InboxBehaviours behaviours, ObjectProvider<ReceiverTrouble> trouble,
			CallbackViews views, LinkSigner signer, PayloadStore payloads, JsonMapper json) {
		this.inbox = inbox;
		this.behaviours = behaviours;
		this.trouble = trouble.getIfAvailable(() -> Optional::empty);
		this.views = views;
		this.signer = signer;
		this.payloads = payloads;
		this.json = json;
	}

	@Operation(operationId = "receiveCallback", summary = "Receive a callback",
			description = "Takes any body; what it answers can be set.")
	@RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
			schema = @Schema(type = "object", example = "{\"status\":\"completed\"}")))
	@Refuses({ "404 not_found", "413 body_too_large", "429 rate_limited", "507 inbox_full" })
	@PostMapping(path = "/inbox/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
	@ApiResponse(responseCode = "200", description = "What it received is kept",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ReceivedAnswer.class)))
	Object receive(@Parameter(description = "Any name: letters, digits, hyphens and underscores",
			example = "me") @PathVariable String name, HttpServletRequest request) throws IOException {
		requireName(name);
		this.inbox.receive(name, headers(request), request.getInputStream(), request.getContentLengthLong());
		InboxBehaviour behaviour = this.behaviours.of(name);
		int status = this.trouble.status().orElse(behaviour.status());
		ResponseEntity.BodyBuilder builder = ResponseEntity.status(status);
		ResponseEntity<ReceivedAnswer> answer = BODILESS.contains(status) ? builder.build()
				: builder.body(new ReceivedAnswer(true));
		return (behaviour.delaySeconds() == 0) ? answer : late(answer, behaviour.delaySeconds());
	}

	/**
	 * An answer that comes later, for which no thread waits.
	 */
	private static DeferredResult<ResponseEntity<ReceivedAnswer>> late(ResponseEntity<ReceivedAnswer> answer,
			int seconds) {
		DeferredResult<ResponseEntity<ReceivedAnswer>> late = new DeferredResult<>(
				TimeUnit.SECONDS.toMillis(seconds + SPARE_SECONDS));
		CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(() -> late.setResult(answer));
		return late;
	}

	@Operation(operationId = "setInboxBehaviour", summary = "Let an inbox answer with another status, or late",
			description = "503 plays a receiver that is down, delay_seconds a slow one; 200 heals it.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = Behaviour.class)))
	@Refuses({ "400 invalid_json", "404 not_found", "415 unsupported_media_type", "415 unsupported_content_encoding",
			"415 unsupported_charset", "422 invalid_status", "422 invalid_delay" })
	@PostMapping(path = "/inbox/{name}/behaviour",
			consumes = { MediaType.APPLICATION_JSON_VALUE, "application/*+json" },
			produces = MediaType.APPLICATION_JSON_VALUE)
	Behaviour behave(@Parameter(description = "Any name: letters, digits, hyphens and underscores",
			example = "me") @PathVariable String name, HttpServletRequest request) throws IOException {
		requireName(name);
		BodyEncoding.requireReadable(request);
		InboxBehaviour behaviour = BehaviourRequest.read(request.getInputStream(), this.json);
		this.behaviours.set(name, behaviour);
		return new Behaviour(behaviour.status(), (behaviour.delaySeconds() > 0) ? behaviour.delaySeconds() : null);
	}

	@Operation(operationId = "readInbox", summary = "See what an inbox received",
			description = "Newest first; an image is replaced by a link to it. Callbacks of somebody else's jobs are"
					+ " left out.")
	@Refuses("404 not_found")
	@GetMapping(path = "/inbox/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<CallbacksAnswer> show(@Parameter(description = "Any name: letters, digits, hyphens and underscores",
			example = "me") @PathVariable String name, HttpServletRequest request) {
		requireName(name);
		List<ReceivedCallback> received = this.inbox.received(name, owner(request));
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new CallbacksAnswer(this.views.each(name, received)));
	}

	@Operation(operationId = "clearInbox", summary = "Empty an inbox and heal it")
	@Refuses("404 not_found")
	@DeleteMapping("/inbox/{name}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void clear(@Parameter(description = "Any name: letters, digits, hyphens and underscores",
			example = "me") @PathVariable String name, HttpServletRequest request) {
		requireName(name);
		this.inbox.clear(name, owner(request));
		this.behaviours.reset(name);
	}

	@Operation(operationId = "getInboxImage", summary = "Get an image that an inbox received",
			description = "The link in what the inbox shows is signed.")
	@Refuses({ "403 invalid_signature", "403 link_expired", "404 not_found" })
	@GetMapping("/inbox/{name}/images/{id}")
	ResponseEntity<Resource> image(
			@Parameter(description = "Any name: letters, digits, hyphens and underscores",
					example = "me") @PathVariable String name,
			@PathVariable UUID id, @RequestParam(required = false) @Nullable String expires,
			@RequestParam(required = false) @Nullable String signature) throws IOException {
		this.signer.check(CallbackViews.imagePath(name, id), expires, signature);
		PayloadId image = this.inbox.image(name, id).orElseThrow(InboxController::imageGone);
		try {
			return InlineContent.answer(() -> this.payloads.open(image), this.payloads.length(image));
		}
		catch (UnusablePayload ex) {
			throw imageGone();
		}
	}

	/**
	 * Whoever guesses a name finds nothing there of somebody else's jobs.
	 */
	private static @Nullable String owner(HttpServletRequest request) {
		Caller caller = Caller.of(request);
		return caller.admin() ? null : caller.name();
	}

	private static void requireName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw Refusal
				.notFound("There is no such inbox: a name has 1 to 64 letters, digits, hyphens and underscores.");
		}
	}

	private static Refusal imageGone() {
		return Refusal.notFound("The image that the link names is no longer kept.");
	}

	private static Map<String, String> headers(HttpServletRequest request) {
		Map<String, String> headers = new TreeMap<>();
		for (String name : Collections.list(request.getHeaderNames())) {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			headers.put(lowerCase, SECRET_HEADERS.contains(lowerCase) ? "***"
					: String.join(", ", Collections.list(request.getHeaders(name))));
		}
		return headers;
	}

	/**
	 * Says that a callback arrived.
	 *
	 * @param received always {@code true}
	 */
	record ReceivedAnswer(boolean received) {

	}

	/**
	 * How an inbox behaves.
	 *
	 * @param status what it answers to callbacks
	 * @param delaySeconds how late it answers; {@code null} if it does so at once
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Behaviour(@Schema(description = "200 to 599", example = "503") int status,
			@Schema(description = "0 to 60; left out if it answers at once",
					example = "5") @Nullable Integer delaySeconds) {

	}

	/**
	 * What an inbox received.
	 *
	 * @param callbacks the callbacks, newest first
	 */
	record CallbacksAnswer(List<CallbackView> callbacks) {

	}

}
