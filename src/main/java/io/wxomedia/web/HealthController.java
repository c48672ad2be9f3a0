package io.wxomedia.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says that the service lives and how it is set. Touches nothing that could be slow.
 */
@RestController
@Tag(name = ApiTag.SERVICE)
class HealthController {

	private final byte[] answer;

	HealthController(WebProperties properties, Protection protection, JsonMapper json) {
		WebProperties.Health health = properties.health();
		HealthAnswer answer = new HealthAnswer(true, "workshop", health.callbackRewriteEnabled(),
				health.maxConcurrentJobs(), health.callbackRetries(), health.fallbackSingleEnabled(),
				protection.isOn());
		this.answer = json.writeValueAsBytes(answer);
	}

	@Operation(operationId = "health", summary = "Says that the service lives and how it is set")
	@ApiResponse(responseCode = "200", description = "Always",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = HealthAnswer.class)))
	@GetMapping("/health")
	ResponseEntity<byte[]> health() {
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(this.answer);
	}

	/**
	 * The seven fields of the health answer, exactly.
	 *
	 * @param ok always {@code true}
	 * @param mode always {@code workshop}
	 * @param callbackRewriteEnabled whether callback addresses are rewritten
	 * @param maxConcurrentJobs jobs that run at once
	 * @param callbackRetries attempts of a callback
	 * @param fallbackSingleEnabled whether single images fall back
	 * @param workshopTokenEnabled whether a token or key protects the service
	 */
	record HealthAnswer(boolean ok, String mode,
			@JsonProperty("callback_rewrite_enabled") boolean callbackRewriteEnabled,
			@JsonProperty("max_concurrent_jobs") int maxConcurrentJobs,
			@JsonProperty("callback_retries") int callbackRetries,
			@JsonProperty("fallback_single_enabled") boolean fallbackSingleEnabled,
			@JsonProperty("workshop_token_enabled") boolean workshopTokenEnabled) {

	}

}
