package io.wxomedia.jobapi;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobState;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.job.Verdict;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.rules.Seat;
import io.wxomedia.worker.JobHandlers;
import io.wxomedia.worker.JobLanes;
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

	/**
	 * Phases in which a job waits for the object store, and not for the provider.
	 */
	private static final Set<String> FOR_STORAGE = Set.of("storing", "reading", "listing");

	/**
	 * Phases in which the host of a session holds a job.
	 */
	private static final Set<String> HELD = Set.of("paused", "muted", "session_ended");

	/**
	 * The kinds of job that wait for permits of the model that edits images.
	 */
	private static final Set<String> CALLING = Set.of("image_b64", "image_cos", "batch");

	private final JobRecords jobs;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final CallbackStates callbacks;

	private final ProviderFigures provider;

	private final JobLanes lanes;

	private final JobProperties properties;

	private final Clock clock;

	JobViews(JobRecords jobs, ItemTable items, JobHandlers handlers, CallbackStates callbacks, ProviderFigures provider,
			JobLanes lanes, JobProperties properties, Clock clock) {
		this.jobs = jobs;
		this.items = items;
		this.handlers = handlers;
		this.callbacks = callbacks;
		this.provider = provider;
		this.lanes = lanes;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Show everything.
	 */
	JobView view(JobRecord found) {
		return view(found, items(found.job()));
	}

	/**
	 * Show everything but the items.
	 */
	JobView summary(JobRecord found) {
		return view(found, null);
	}

	private JobView view(JobRecord found, @Nullable List<JobView.Item> items) {
		Job job = found.job();
		WorkQueue.Place place = (found.state() == JobState.QUEUED) ? place(job) : null;
		Optional<ProviderFigures.Turn> turn = (place != null && !isHeld(found) && CALLING.contains(job.kind())
				&& !FOR_STORAGE.contains(String.valueOf(found.phase()))) ? this.provider.turn(job) : Optional.empty();
		Integer position = (place != null)
				? Integer.valueOf(turn.map(ProviderFigures.Turn::ahead).orElse(place.ahead()) + 1) : null;
		URI self = URI.create("/jobs/" + job.id());
		// A picture that could not be stored is kept, though its job failed.
		boolean hasResult = (Verdict.COMPLETED.word().equals(found.verdict()) || job.resultPayload() != null)
				&& !this.handlers.kind(job.kind()).hasItems();
		boolean open = found.state() == JobState.QUEUED || found.state() == JobState.RUNNING;
		JobView.Links links = new JobView.Links(self, URI.create(self + "/events"),
				hasResult ? URI.create(self + "/result") : null,
				(job.callbackUrl() != null) ? URI.create(self + "/deliveries") : null,
				open ? URI.create(self + "/cancel") : null);
		Optional<Seat> seat = Seat.of(job.owner());
		return new JobView(job.id().value(), seat.map(Seat::session).orElse(null), seat.map(Seat::number).orElse(null),
				job.kind(), found.state().word(), found.verdict(), found.cancelled(), found.error(), job.filename(),
				Prompts.of(job), found.phase(), progress(found), position, wait(found, place, turn), job.createdAt(),
				found.startedAt(), found.finishedAt(), found.expiresAt(), found.attempts(), found.model(),
				found.fallbacks(), found.fallbackReason(), this.provider.cost(job.id()).orElse(null), callback(found),
				links, items);
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

	/**
	 * Nobody knows how long a host holds a job.
	 */
	private static boolean isHeld(JobRecord found) {
		return HELD.contains(String.valueOf(found.phase()));
	}

	/**
	 * An entry that was just taken from the queue is next.
	 */
	private WorkQueue.Place place(Job job) {
		return this.lanes.of(job.kind())
			.place(job.id().toString())
			.orElseGet(() -> new WorkQueue.Place(0, 0, this.clock.instant()));
	}

	private @Nullable Long wait(JobRecord found, WorkQueue.@Nullable Place place, Optional<ProviderFigures.Turn> turn) {
		if (place == null || isHeld(found)) {
			return null;
		}
		Job job = found.job();
		Optional<Duration> untilDue = ahead(place.due());
		Optional<Duration> forProvider = turn.map(ProviderFigures.Turn::at).flatMap(this::ahead);
		return Stream.of(untilDue, forPlace(job, place), forProvider)
			.flatMap(Optional::stream)
			.max(Duration::compareTo)
			.map((wait) -> wait.plusMillis(999).toSeconds())
			.orElse(null);
	}

	/**
	 * Where more run than this instance has places for, there are other instances.
	 */
	private Optional<Duration> forPlace(Job job, WorkQueue.Place place) {
		int places = Math.max(this.properties.maxConcurrent(), place.running());
		int mustEnd = Math.max(place.ahead() + 1 - (places - place.running()), 0);
		return (mustEnd == 0) ? Optional.of(Duration.ZERO)
				: this.jobs.usualWork(job.kind()).map((work) -> work.multipliedBy(mustEnd).dividedBy(places));
	}

	private Optional<Duration> ahead(Instant moment) {
		Duration wait = Duration.between(this.clock.instant(), moment);
		return (wait.isNegative() || wait.isZero()) ? Optional.empty() : Optional.of(wait);
	}

	/**
	 * A callback begins with the verdict. It may have come, and be delivered, since the
	 * job was read: who is told "delivered" must find the verdict in the same answer.
	 */
	private JobView.Callback callback(JobRecord found) {
		Job job = found.job();
		if (job.callbackUrl() == null) {
			return new JobView.Callback("none", 0, null);
		}
		CallbackStates.CallbackState state = (found.state() == JobState.FINISHED) ? this.callbacks.of(job.id()) : null;
		if (state == null) {
			return new JobView.Callback("pending", 0, null);
		}
		return new JobView.Callback(state.state(), state.attempts(), state.nextAttemptAt());
	}

	private @Nullable List<JobView.Item> items(Job job) {
		if (!this.handlers.kind(job.kind()).hasItems()) {
			return null;
		}
		JobHandler handler = this.handlers.of(job);
		List<JobItem> found = this.items.all(job.id(), MOST_ITEMS);
		boolean failures = found.stream().anyMatch((item) -> item.state() == JobItem.State.FAILED);
		Set<Integer> kept = failures ? handler.kept(job.id()).keySet() : Set.of();
		return found.stream()
			.map((item) -> new JobView.Item(item.key(), item.state().word(), item.error(), item.outputKey(),
					item.fallbackReason(), link(handler, job, item, kept)))
			.toList();
	}

	private static @Nullable URI link(JobHandler handler, Job job, JobItem item, Set<Integer> kept) {
		return switch (item.state()) {
			case PENDING, PROCESSING -> null;
			case COMPLETED -> (item.number() <= MOST_LINKS) ? handler.link(item) : null;
			case FAILED -> kept.contains(item.number())
					? URI.create("/jobs/" + job.id() + "/items/" + item.number() + "/result") : null;
		};
	}

}
