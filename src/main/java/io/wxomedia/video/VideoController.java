package io.wxomedia.video;

import java.net.URI;
import java.util.Optional;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows generations to their owners, and hands out links to their videos.
 */
@RestController
@Tag(name = ApiTag.VIDEOS)
class VideoController {

	private final GenerationTable generations;

	private final VideoViews views;

	private final VideoLinks links;

	VideoController(GenerationTable generations, VideoViews views, VideoLinks links) {
		this.generations = generations;
		this.views = views;
		this.links = links;
	}

	@Operation(operationId = "getVideoStatus", summary = "Get how far a generation is")
	@ApiResponse(responseCode = "200", description = "How far it is",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.Status.class)))
	@ApiResponse(responseCode = "404", description = "There is no such generation of the caller's",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping("/api/videos/{id}/status")
	ResponseEntity<Object> status(@PathVariable String id, HttpServletRequest request) {
		return find(id, request).map((generation) -> json(HttpStatus.OK, this.views.status(generation)))
			.orElseGet(() -> unknown(id));
	}

	@Operation(operationId = "getVideoResult", summary = "Get the videos of a generation",
			description = "Their links work for an hour; ask again for fresh ones.")
	@ApiResponse(responseCode = "200", description = "The videos",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.Result.class)))
	@ApiResponse(responseCode = "400", description = "It is not completed",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@ApiResponse(responseCode = "404", description = "There is no such generation of the caller's",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping("/api/videos/{id}/result")
	ResponseEntity<Object> result(@PathVariable String id, HttpServletRequest request) {
		return find(id, request).map(this::result).orElseGet(() -> unknown(id));
	}

	private ResponseEntity<Object> result(Generation generation) {
		GenerationState state = generation.state();
		if (state.status() == VideoStatus.COMPLETED) {
			return json(HttpStatus.OK, this.views.result(generation));
		}
		String error = (generation.error() != null) ? "The generation failed: " + generation.error()
				: "The generation is not completed yet";
		return json(HttpStatus.BAD_REQUEST, new VideoAnswers.VideoError(error, null, null, null, state.status().word(),
				state.progress(), null, null));
	}

	@Operation(operationId = "downloadVideo", summary = "Download the first video of a generation",
			description = "Leads to a freshly signed link.")
	@ApiResponse(responseCode = "302", description = "Location is a link that works for an hour", content = @Content)
	@ApiResponse(responseCode = "404", description = "There is no such generation of the caller's, or no video of it",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping("/api/videos/{id}/download")
	ResponseEntity<Object> download(@PathVariable String id, HttpServletRequest request) {
		Optional<Generation> generation = find(id, request);
		if (generation.isEmpty()) {
			return unknown(id);
		}
		Optional<URI> link = generation.filter((found) -> found.state().status() == VideoStatus.COMPLETED)
			.flatMap(this.links::first);
		if (link.isEmpty()) {
			return json(HttpStatus.NOT_FOUND, new VideoAnswers.VideoError("The generation has no video to download",
					null, null, id, null, null, null, null));
		}
		return ResponseEntity.status(HttpStatus.FOUND)
			.location(link.get())
			.cacheControl(CacheControl.noStore())
			.build();
	}

	@Operation(operationId = "listVideos", summary = "List one's own videos",
			description = "The caller's completed generations, newest first.")
	@ApiResponse(responseCode = "200", description = "A page of them",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.Gallery.class)))
	@ApiResponse(responseCode = "400", description = "A page or a limit that is no number from 1 on",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = VideoAnswers.VideoError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping("/api/videos/user")
	ResponseEntity<Object> gallery(
			@Parameter(description = "Which page, from 1") @RequestParam(required = false) @Nullable String page,
			@Parameter(description = "How many, 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "generations for the shape that later clients of the original read") @RequestParam(
					required = false) @Nullable String view,
			HttpServletRequest request) {
		VideoAnswers.Gallery gallery = this.views.gallery(Caller.of(request).name(),
				number("page", page, 1, Integer.MAX_VALUE), number("limit", limit, Paging.USUAL, Paging.MOST));
		return json(HttpStatus.OK, "generations".equals(view) ? VideoViews.generations(gallery) : gallery);
	}

	private static int number(String name, @Nullable String text, int usual, int most) {
		return Paging.cut(text, usual, most)
			.orElseThrow(() -> VideoRefusal
				.invalid(name + " must be a whole number from 1 on; leave it out for " + usual + "."));
	}

	/**
	 * A generation of somebody else is as if it were not there.
	 */
	private Optional<Generation> find(String id, HttpServletRequest request) {
		Caller caller = Caller.of(request);
		return JobId.find(id)
			.flatMap(this.generations::find)
			.filter((generation) -> caller.mayDealWith(generation.owner()));
	}

	private static ResponseEntity<Object> unknown(String id) {
		return json(HttpStatus.NOT_FOUND, VideoAnswers.VideoError.unknown(id));
	}

	private static ResponseEntity<Object> json(HttpStatus status, Object body) {
		return ResponseEntity.status(status)
			.contentType(MediaType.APPLICATION_JSON)
			.cacheControl(CacheControl.noStore())
			.body(body);
	}

}
