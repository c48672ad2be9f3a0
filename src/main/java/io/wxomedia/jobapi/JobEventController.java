package io.wxomedia.jobapi;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.event.EventScope;
import io.wxomedia.event.EventStreams;
import io.wxomedia.job.JobId;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what happens to jobs while it happens.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobEventController {

	private final EventStreams streams;

	private final JobAccess access;

	JobEventController(EventStreams streams, JobAccess access) {
		this.streams = streams;
		this.access = access;
	}

	@Operation(operationId = "followJob", summary = "Follow a job live",
			description = "Server-sent events from the job's first one on, until nothing follows. Last-Event-ID goes on"
					+ " after an event.")
	@Parameter(name = "Last-Event-ID", in = ParameterIn.HEADER, description = "The id of the last event that was read",
			schema = @Schema(type = "integer"))
	@ApiResponse(responseCode = "200", description = "The events",
			content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE))
	@ApiResponse(responseCode = "204", description = "Nothing can follow", content = @Content)
	@Refuses({ "404 not_found", "422 invalid_last_event_id", "503 too_many_streams", "503 database_unavailable" })
	@GetMapping("/jobs/{id}/events")
	void followJob(@PathVariable UUID id, HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.access.require(new JobId(id), Caller.of(request));
		open(new EventScope.OfJob(id), request, response);
	}

	@Operation(operationId = "followJobs", summary = "Follow all jobs live",
			description = "Server-sent events of the caller's jobs from now on; an administrator sees everybody's."
					+ " Last-Event-ID goes on after an event.")
	@Parameter(name = "Last-Event-ID", in = ParameterIn.HEADER, description = "The id of the last event that was read",
			schema = @Schema(type = "integer"))
	@ApiResponse(responseCode = "200", description = "The events",
			content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE))
	@Refuses({ "422 invalid_last_event_id", "503 too_many_streams", "503 database_unavailable" })
	@GetMapping("/events")
	void followAll(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Caller caller = Caller.of(request);
		open(caller.admin() ? new EventScope.OfAll() : new EventScope.OfOwner(caller.name()), request, response);
	}

	private void open(EventScope scope, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if ("HEAD".equals(request.getMethod())) {
			// A stream without a body could never notice that its client is gone.
			response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
			return;
		}
		try {
			this.streams.open(scope, request, response);
		}
		catch (EventStreams.TooManyStreams ex) {
			throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too_many_streams",
					ex.getMessage() + "; poll GET /jobs/{id} meanwhile.", Duration.ofSeconds(30), ex);
		}
		catch (EventStreams.InvalidEventId ex) {
			throw Refusal.unprocessable("invalid_last_event_id", ex.getMessage() + ".");
		}
	}

}
