package io.wxomedia.workflowapi;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.event.EventScope;
import io.wxomedia.event.EventStreams;
import io.wxomedia.job.JobId;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.workflow.Bucket;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what happens to a run while it happens.
 */
@RestController
@Tag(name = ApiTag.WORKFLOW)
class WorkflowStreamController {

	private final EventStreams streams;

	private final WorkflowAccess access;

	private final WorkflowViews views;

	private final Bucket bucket;

	private final JsonMapper json;

	private final Clock clock;

	WorkflowStreamController(EventStreams streams, WorkflowAccess access, WorkflowViews views, Bucket bucket,
			JsonMapper json, Clock clock) {
		this.streams = streams;
		this.access = access;
		this.views = views;
		this.bucket = bucket;
		this.json = json;
		this.clock = clock;
	}

	@Operation(operationId = "followWorkflow", summary = "Follow a workflow live",
			description = "Server-sent events without names; the JSON of each says in `type` what it is: status,"
					+ " workflow:update, workflow:complete, ping or error. Last-Event-ID goes on after a message.")
	@Parameter(name = "Last-Event-ID", in = ParameterIn.HEADER,
			description = "The id of the last message that was read", schema = @Schema(type = "integer"))
	@ApiResponse(responseCode = "200", description = "The messages",
			content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE))
	@ApiResponse(responseCode = "204", description = "The run is over and was read to its end", content = @Content)
	@ApiResponse(responseCode = "404", description = "No such run of the caller's",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping("/api/workflow/{id}/stream")
	void follow(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
		JobId job = this.access.require(id, request).job().id();
		if ("HEAD".equals(request.getMethod())) {
			// A stream without a body could never notice that its client is gone.
			response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
			return;
		}
		try {
			this.streams.open(new EventScope.OfWork(job.value()), () -> format(job), request, response);
		}
		catch (EventStreams.TooManyStreams ex) {
			throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "too_many_streams",
					ex.getMessage() + "; poll GET /api/workflow/" + job + "/status meanwhile.", Duration.ofSeconds(30),
					ex);
		}
		catch (EventStreams.InvalidEventId ex) {
			throw Refusal.unprocessable("invalid_last_event_id", ex.getMessage() + ".");
		}
	}

	private WorkflowSseFormat format(JobId job) {
		return new WorkflowSseFormat(this.views.view(this.views.find(job), true), this.views.steps(job), this.bucket,
				this.json, this.clock);
	}

}
