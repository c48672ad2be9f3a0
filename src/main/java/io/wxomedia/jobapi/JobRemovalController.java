package io.wxomedia.jobapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Removes jobs before their time: one, or all of a caller that are old enough.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobRemovalController {

	private static final int LAST_YEAR = 9999;

	private final JobRemoval removal;

	private final JobAccess access;

	private final Audit audit;

	JobRemovalController(JobRemoval removal, JobAccess access, Audit audit) {
		this.removal = removal;
		this.access = access;
		this.audit = audit;
	}

	@Operation(operationId = "deleteJob", summary = "Delete a finished job",
			description = "Removes the job, its result, its idempotency key and its callback, also one that is still to"
					+ " be made. Objects in a bucket stay.")
	@ApiResponse(responseCode = "204", description = "The job is gone")
	@Refuses({ "404 not_found", "409 not_finished", "503 database_unavailable" })
	@DeleteMapping("/jobs/{id}")
	ResponseEntity<Void> delete(@PathVariable UUID id, HttpServletRequest request) {
		Caller caller = Caller.of(request);
		JobId job = new JobId(id);
		try {
			this.access.require(job, caller);
		}
		catch (Refusal ex) {
			this.audit.record(caller, "delete_job", id.toString(), "not_found");
			throw ex;
		}
		JobRemoval.Outcome outcome = this.removal.remove(job);
		switch (outcome) {
			case REMOVED -> this.audit.record(caller, "delete_job", id.toString(), "deleted");
			case NOT_FINISHED -> {
				this.audit.record(caller, "delete_job", id.toString(), "not_finished");
				throw new Refusal(HttpStatus.CONFLICT, "not_finished",
						"The job is not finished, so it cannot be deleted; ask again when it is.");
			}
			case UNKNOWN -> {
				this.audit.record(caller, "delete_job", id.toString(), "not_found");
				throw Refusal.notFound("There is no job " + id + ".");
			}
		}
		return ResponseEntity.noContent().build();
	}

	@Operation(operationId = "deleteJobs", summary = "Delete finished jobs by age",
			description = "Removes the caller's jobs that ended before a moment; an administrator's request removes"
					+ " everybody's. Jobs whose callback is still to be made are left.")
	@Refuses({ "422 invalid_finished_before", "503 database_unavailable" })
	@DeleteMapping(path = "/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
	CleanUpAnswer cleanUp(
			@Parameter(description = "A moment, RFC 3339", example = "2026-11-25T18:00:00Z") @RequestParam(
					name = "finished_before", required = false) @Nullable String finishedBefore,
			HttpServletRequest request) {
		Instant before = moment(finishedBefore);
		Caller caller = Caller.of(request);
		JobRemoval.CleanUp done = this.removal.removeFinishedBefore(before, caller.admin() ? null : caller.name());
		this.audit.record(caller, "clean_up", "finished_before=" + before,
				"deleted:" + done.removed() + (done.more() ? ",more" : ""));
		return new CleanUpAnswer(done.removed(), done.more());
	}

	private static Instant moment(@Nullable String text) {
		try {
			OffsetDateTime moment = (text != null) ? OffsetDateTime.parse(text) : null;
			if (moment != null && moment.getYear() >= 0 && moment.getYear() <= LAST_YEAR) {
				return moment.toInstant();
			}
		}
		catch (DateTimeException ex) {
			// Refused below, like none at all.
		}
		throw Refusal.unprocessable("invalid_finished_before",
				"Say which jobs: ?finished_before= with a time in RFC 3339, for instance 2026-11-25T18:00:00Z"
						+ " (a + must be written as %2B).");
	}

	/**
	 * What a clean-up did.
	 *
	 * @param deleted how many jobs are gone
	 * @param more whether more could go: the same request again removes them
	 */
	record CleanUpAnswer(int deleted, boolean more) {

	}

}
