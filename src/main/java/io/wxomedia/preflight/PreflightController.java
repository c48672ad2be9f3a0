package io.wxomedia.preflight;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers whether jobs will work. It is a report, so it is answered with 200 even when it
 * tells of problems.
 */
@RestController
@Tag(name = "Look after the service")
class PreflightController {

	private final Preflight preflight;

	private final JsonMapper json;

	PreflightController(Preflight preflight, JsonMapper json) {
		this.preflight = preflight;
		this.json = json;
	}

	@Operation(operationId = "preflight", summary = "Checks whether jobs will work",
			description = "Configuration, buckets, OpenAI, database, disk and clock, without a paid call and in about"
					+ " ten seconds at most. Answered with 200 even when there are problems: read ok.")
	@ApiResponse(responseCode = "200", description = "The report",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = Report.class)))
	@GetMapping("/preflight")
	ResponseEntity<byte[]> preflight(
			@Parameter(description = "An address that callbacks should reach; it gets one HEAD request") @RequestParam(
					name = "callback_url", required = false) @Nullable String callbackUrl) {
		Report report = this.preflight.report(StringUtils.hasText(callbackUrl) ? callbackUrl : null);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(report));
	}

}
