package io.wxomedia.callback;

import java.io.IOException;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the callbacks that were given up, and sends them again.
 */
@RestController
@Tag(name = ApiTag.CALLBACKS)
class DeadLetterController {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterController.class);

	private static final String CODE = "invalid_parameter";

	private final DeadLetters deadLetters;

	private final Redeliveries redeliveries;

	private final JsonMapper json;

	DeadLetterController(DeadLetters deadLetters, Redeliveries redeliveries, JsonMapper json) {
		this.deadLetters = deadLetters;
		this.redeliveries = redeliveries;
		this.json = json;
	}

	@Operation(operationId = "listDeadLetters", summary = "List the callbacks that were given up",
			description = "Newest first, the caller's own; an administrator sees all.")
	@Refuses({ "422 invalid_parameter", "503 database_unavailable" })
	@GetMapping(path = "/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<DeadLetterPage> list(
			@Parameter(description = "Only for this host") @RequestParam(required = false) @Nullable String host,
			@Parameter(description = "Only those given up before this time, RFC 3339") @RequestParam(
					required = false) @Nullable String before,
			@Parameter(description = "How many, from 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "The next_cursor of the page before") @RequestParam(
					required = false) @Nullable String cursor,
			HttpServletRequest request) {
		DeadLetterFilter filter = DeadLetterFilter.of(Caller.of(request), host, null, before);
		int size = Paging.limit(limit);
		DeadLetter.Place after = (cursor != null) ? DeadLetterPage.place(cursor) : null;
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(DeadLetterPage.of(this.deadLetters.newest(filter, after, size + 1), size));
	}

	@Operation(operationId = "redeliverDeadLetters", summary = "Send dead letters again",
			description = "Sends the caller's own again, all or those of the fields; an administrator's request means "
					+ "everybody's.")
	@RequestBody(required = false,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WhichDeadLetters.class)))
	@ApiResponse(responseCode = "202", description = "On their way again",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = RedeliveredAnswer.class)))
	@Refuses({ "400 invalid_json", "422 invalid_parameter", "503 database_unavailable" })
	@PostMapping("/dead-letters/redeliver")
	ResponseEntity<byte[]> redeliver(HttpServletRequest request) throws IOException {
		Caller caller = Caller.of(request);
		RequestFields fields = RequestFields.read(request, this.json);
		DeadLetterFilter filter = DeadLetterFilter.of(caller, fields.text("host", CODE), fields.text("after", CODE),
				fields.text("before", CODE));
		int redelivered = this.redeliveries.redeliver(filter);
		logger.info("[REDELIVERY] dead_letters={} host={} after={} before={} by={}", redelivered,
				(filter.host() != null) ? filter.host() : "all", (filter.after() != null) ? filter.after() : "ever",
				(filter.before() != null) ? filter.before() : "now", caller.name());
		return ResponseEntity.status(HttpStatus.ACCEPTED)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(new RedeliveredAnswer(redelivered)));
	}

	/**
	 * The body of a re-delivery of dead letters, for its documentation.
	 *
	 * @param host only for this host
	 * @param after only those given up after this time
	 * @param before only those given up before this time
	 */
	record WhichDeadLetters(
			@Schema(description = "Only for this host", example = "hooks.example.com") @Nullable String host,
			@Schema(description = "Only those given up after this time",
					example = "2026-11-25T08:00:00Z") @Nullable String after,
			@Schema(description = "Only those given up before this time",
					example = "2026-11-25T10:00:00Z") @Nullable String before) {

	}

	/**
	 * The answer to a re-delivery of dead letters.
	 *
	 * @param redelivered how many are sent again
	 */
	record RedeliveredAnswer(int redelivered) {

	}

}
