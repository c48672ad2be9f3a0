package io.wxomedia.console;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.provider.EditModels;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.spending.Estimates;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what an edit may ask for and what it will cost, before it is sent.
 */
@RestController
@Tag(name = ApiTag.EDIT)
class EditOptionsController {

	private final ImageEditor editor;

	private final EditModels models;

	private final Estimates estimates;

	private final Door door;

	EditOptionsController(ImageEditor editor, EditModels models, Estimates estimates, Door door) {
		this.editor = editor;
		this.models = models;
		this.estimates = estimates;
		this.door = door;
	}

	@Operation(operationId = "getEditOptions", summary = "Tell what an edit may ask for and costs",
			description = "Fields and values of the configured model, and what one edit costs at the most by quality.")
	@Refuses("503 database_unavailable")
	@GetMapping(path = "/edit-options", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<EditOptionsView> show() {
		Map<String, List<String>> takes = this.models.of(this.editor.model()).values();
		Map<String, @Nullable BigDecimal> costs = new LinkedHashMap<>();
		costs.put("default", cost(EditOptions.NONE));
		List<String> qualities = (takes != null) ? takes.getOrDefault("quality", List.of()) : List.of();
		for (String quality : qualities) {
			costs.put(quality, cost(new EditOptions(null, null, quality, null, null, null, null)));
		}
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new EditOptionsView(this.editor.model(), this.editor.quality(), takes, costs,
					this.door.callbackNeeded(), this.door.inbox(), this.editor.missingSettings()));
	}

	private @Nullable BigDecimal cost(EditOptions options) {
		PricedCall call = this.editor.purchase(options).what();
		return this.estimates.next(call);
	}

	/**
	 * What an edit may ask for.
	 *
	 * @param model the model that edits
	 * @param quality the quality that is configured
	 * @param takes the values by the name of the optional field; {@code null} if the
	 * model is not known, which takes everything
	 * @param costUsd what one edit costs at the most, by quality, {@code default} for
	 * what is configured; {@code null} without a price
	 * @param callbackNeeded whether a job must have a callbackUrl
	 * @param inbox whether the service has inboxes of its own for callbacks
	 * @param missingSettings the variables without which no edit can be made
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record EditOptionsView(String model, String quality, @Schema(
			example = "{\"quality\":[\"auto\",\"low\",\"medium\",\"high\"]}") @Nullable Map<String, List<String>> takes,
			@Schema(example = "{\"default\":0.04,\"low\":0.01}") Map<String, @Nullable BigDecimal> costUsd,
			boolean callbackNeeded, boolean inbox, List<String> missingSettings) {

	}

	/**
	 * How jobs come in here.
	 *
	 * @param callbackNeeded whether a job must have a callbackUrl
	 * @param inbox whether the service has inboxes of its own
	 */
	record Door(boolean callbackNeeded, boolean inbox) {

	}

}
