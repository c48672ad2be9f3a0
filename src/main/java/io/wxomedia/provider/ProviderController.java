package io.wxomedia.provider;

import java.io.IOException;
import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what keeps calls to providers back, and lets administrators lift it.
 */
@RestController
@Tag(name = ApiTag.SERVICE)
class ProviderController {

	private static final String ACTION = "resume_provider";

	private static final String CODE = "invalid_parameter";

	private final ProviderAccess access;

	private final Audit audit;

	private final JsonMapper json;

	ProviderController(ProviderAccess access, Audit audit, JsonMapper json) {
		this.access = access;
		this.audit = audit;
		this.json = json;
	}

	@Operation(operationId = "showProvider", summary = "Show whether the provider takes calls",
			description = "Tells until when a pause or an outage keeps jobs back, why, and how many wait.")
	@Refuses({ "503 database_unavailable" })
	@GetMapping(path = "/provider", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<ProviderView> show() {
		return answer();
	}

	@Operation(operationId = "resumeProvider", summary = "Lift a pause",
			description = "Lifts the pause after a 429 and what an outage keeps back, on all instances, and lets the"
					+ " jobs that wait go on. Without fields it means everything.")
	@RequestBody(required = false,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = Which.class)))
	@Refuses({ "400 invalid_json", "403 admin_only", "404 not_found", "413 body_too_large",
			"415 unsupported_media_type", "422 invalid_parameter", "503 database_unavailable" })
	@PostMapping(path = "/provider/resume", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<ProviderView> resume(HttpServletRequest request) throws IOException {
		Caller caller = Caller.of(request);
		caller.requireAdmin();
		RequestFields fields = RequestFields.read(request, this.json);
		Which wanted = new Which(fields.text("provider", CODE), fields.text("model", CODE));
		List<ProviderModel> found = this.access.show()
			.providers()
			.stream()
			.filter(wanted::means)
			.map(ProviderView.Entry::target)
			.toList();
		if (found.isEmpty()) {
			throw unknown(caller, wanted);
		}
		int hastened = this.access.resume(found);
		found.forEach((model) -> this.audit.record(caller, ACTION, model.toString(), "resumed,jobs:" + hastened));
		return answer();
	}

	private Refusal unknown(Caller caller, Which wanted) {
		this.audit.record(caller, ACTION, wanted.provider() + "/" + wanted.model(), "not_found");
		return Refusal.notFound("No calls go to that provider and model; GET /provider lists where they go.");
	}

	private ResponseEntity<ProviderView> answer() {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.access.show());
	}

	/**
	 * What is to be resumed.
	 *
	 * @param provider only this provider
	 * @param model only this model
	 */
	record Which(@Schema(description = "Only this provider", example = "openai") @Nullable String provider,
			@Schema(description = "Only this model", example = "gpt-image-2") @Nullable String model) {

		boolean means(ProviderView.Entry entry) {
			return (this.provider == null || this.provider.equals(entry.provider()))
					&& (this.model == null || this.model.equals(entry.model()));
		}

	}

}
