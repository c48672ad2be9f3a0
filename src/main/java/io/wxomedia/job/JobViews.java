package io.wxomedia.job;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Puts together what a job's resource shows.
 */
class JobViews {

	/**
	 * A batch may have as many images as a bucket has objects; this many are shown.
	 */
	private static final int MOST_ITEMS = 10_000;

	/**
	 * A signature costs about a tenth of a millisecond, and jobs are asked for again and
	 * again; the results of so many images get a link.
	 */
	private static final int MOST_LINKS = 1_000;

	private final JobTable jobs;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final CallbackStates callbacks;

	private final ProviderFigures provider;

	private final JobProperties properties;

	private final Clock clock;

	JobViews(JobTable jobs, ItemTable items, JobHandlers handlers, CallbackStates callbacks, ProviderFigures provider,
			JobProperties properties, Clock clock) {
		this.jobs = jobs;
		this.items = items;
		this.handlers = handlers;
		this.callbacks = callbacks;
		this.provider = provider;
		this.properties = properties;
		this.clock = clock;
	}

	JobView view(JobRecord found) {
		Job job = found.job();
		Integer position = (found.state() == JobState.QUEUED) ? this.jobs.queuedBefore(job.createdAt()) + 1 : null;
		URI self = URI.create("/jobs/" + job.id());
		// A picture that could not be stored is kept, though its job failed.
		boolean hasResult = (Verdict.COMPLETED.word().equals(found.verdict()) || job.resultPayload() != null)
				&& !"batch".equals(job.kind());
		JobView.Links links = new JobView.Links(self, null, hasResult ? URI.create(self + "/result") : null,
				(job.callbackUrl() != null) ? URI.create(self + "/deliveries") : null, null);
		return new JobView(job.id().value(), job.kind(), found.state().word(), found.verdict(), found.cancelled(),
				found.error(), job.filename(), found.phase(), progress(found), position, wait(job, position),
				job.createdAt(), found.startedAt(), found.finishedAt(), found.expiresAt(), found.attempts(),
				found.model(), found.fallbacks(), this.provider.cost(job.id()).orElse(null), callback(job), links,
				items(job));
	}

	private static JobView.Progress progress(JobRecord found) {
		int settled = found.done() + found.failed();
		boolean known = found.total() > 0 || found.state() == JobState.FINISHED;
		int percent = (found.total() > 0) ? 100 * settled / found.total() : 0;
		if (found.state() == JobState.FINISHED) {
			percent = 100;
		}
		return new JobView.Progress(percent, found.done(), found.failed(), known ? found.total() : null);
	}

	private @Nullable Long wait(Job job, @Nullable Integer position) {
		if (position == null) {
			return null;
		}
		Optional<Duration> forPlace = this.jobs.usualWork(job.kind())
			.map((work) -> work.multipliedBy((position - 1) / this.properties.maxConcurrent()));
		Optional<Duration> forProvider = this.provider.earliestCall(job.id())
			.map((earliest) -> Duration.between(this.clock.instant(), earliest))
			.filter((wait) -> !wait.isNegative());
		return Stream.of(forPlace, forProvider)
			.flatMap(Optional::stream)
			.max(Duration::compareTo)
			.map((wait) -> wait.plusMillis(999).toSeconds())
			.orElse(null);
	}

	private JobView.Callback callback(Job job) {
		if (job.callbackUrl() == null) {
			return new JobView.Callback("none", 0, null);
		}
		CallbackStates.CallbackState state = this.callbacks.of(job.id());
		if (state == null) {
			return new JobView.Callback("pending", 0, null);
		}
		return new JobView.Callback(state.state(), state.attempts(), state.nextAttemptAt());
	}

	private @Nullable List<JobView.Item> items(Job job) {
		if (!"batch".equals(job.kind())) {
			return null;
		}
		JobHandler handler = this.handlers.of(job);
		return this.items.all(job.id(), MOST_ITEMS)
			.stream()
			.map((item) -> new JobView.Item(item.key(), item.state().word(), item.error(), item.outputKey(),
					link(handler, item)))
			.toList();
	}

	private static @Nullable URI link(JobHandler handler, JobItem item) {
		boolean linked = item.state() == JobItem.State.COMPLETED && item.number() <= MOST_LINKS;
		return linked ? handler.link(item) : null;
	}

}
