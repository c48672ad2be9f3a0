package io.wxomedia.jobapi;

import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobSearch;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lists jobs.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobListController {

	private final JobSearch search;

	private final JobRecords jobs;

	private final JobViews views;

	JobListController(JobSearch search, JobRecords jobs, JobViews views) {
		this.search = search;
		this.jobs = jobs;
		this.views = views;
	}

	@Operation(operationId = "listJobs", summary = "List jobs",
			description = "Newest first, the caller's own; an administrator sees all.")
	@Refuses({ "400 invalid_parameter", "422 invalid_parameter", "503 database_unavailable" })
	@GetMapping(path = "/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<JobPage> list(
			@Parameter(description = "queued, running, cancelling or finished") @RequestParam(
					required = false) @Nullable String state,
			@Parameter(description = "Only jobs of this kind") @RequestParam(required = false) @Nullable String kind,
			@Parameter(description = "Only jobs of this owner") @RequestParam(required = false) @Nullable String owner,
			@Parameter(description = "Looked for in filename, error and job_id") @RequestParam(
					required = false) @Nullable String q,
			@Parameter(description = "How many, from 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "The next_cursor of the page before") @RequestParam(
					required = false) @Nullable String cursor,
			HttpServletRequest request) {
		int size = Paging.limit(limit);
		JobSearch.Place after = (cursor != null) ? JobPage.place(cursor) : null;
		JobFilter filter = JobFilters.of(Caller.of(request), blankAsNone(owner), blankAsNone(state), blankAsNone(kind),
				null, blankAsNone(q));
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(page(filter, after, size));
	}

	/**
	 * A job that has left the state since it was found is not one of those asked for any
	 * more.
	 */
	private JobPage page(@Nullable JobFilter filter, JobSearch.@Nullable Place after, int size) {
		if (filter == null) {
			return new JobPage(List.of(), null);
		}
		List<JobSearch.Place> found = this.search.find(filter, false, after, size + 1);
		List<JobSearch.Place> shown = found.subList(0, Math.min(found.size(), size));
		String next = (found.size() > size) ? JobPage.cursor(shown.get(size - 1)) : null;
		List<JobView> jobs = shown.stream()
			.flatMap((place) -> this.jobs.find(place.id()).stream())
			.filter((job) -> filter.state() == null || job.state() == filter.state())
			.map(this.views::summary)
			.toList();
		return new JobPage(jobs, next);
	}

	private static @Nullable String blankAsNone(@Nullable String value) {
		return (value == null || value.isBlank()) ? null : value.strip();
	}

}
