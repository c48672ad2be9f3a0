package io.wxomedia.video;

import java.io.IOException;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes requests for videos.
 */
@RestController
@Tag(name = ApiTag.VIDEOS)
class VideoGenerateController {

	private final VideoSubmissions submissions;

	private final VideoViews views;

	VideoGenerateController(VideoSubmissions submissions, VideoViews views) {
		this.submissions = submissions;
		this.views = views;
	}

	@Operation(operationId = "generateVideo", summary = "Generate videos",
			description = "Has one to four videos made in the background. Credits are held until they are there.")
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoRequest.class)))
	@ApiResponse(responseCode = "200", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.Accepted.class)))
	@ApiResponse(responseCode = "400", description = "The request cannot be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@ApiResponse(responseCode = "402", description = "There are too few credits, or a session's budget is used up",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@ApiResponse(responseCode = "413", description = "The picture or the body is too large",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@ApiResponse(responseCode = "415", description = "The body is no JSON in UTF-8",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@ApiResponse(responseCode = "422", description = "An Idempotency-Key that cannot be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@Refuses({ "503 storage_unavailable", "503 database_unavailable" })
	@PostMapping("/api/videos/generate")
	ResponseEntity<VideoAnswers.Accepted> generate(HttpServletRequest request) throws IOException {
		Generation accepted = this.submissions.accept(request);
		return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(this.views.accepted(accepted));
	}

}
