package io.wxomedia.video;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.clip.Mp4Facts;
import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.generation.VideoStep;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has generations made by a provider of models, each video by a call of its own, and puts
 * them into the output bucket. What was bought is stored for as long as the store may
 * come back, and is not bought again.
 */
class ProviderOrders {

	private static final String STORING = "storing";

	private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	private final RemoteCalls calls;

	private final OrderOfVideo orders;

	private final VideoStore store;

	private final GenerationTable generations;

	private final VideoFileTable files;

	private final VideoVerdicts verdicts;

	private final DatabaseRetry database;

	private final JsonMapper json;

	private final Times times;

	private final Clock clock;

	ProviderOrders(RemoteCalls calls, OrderOfVideo orders, VideoStore store, GenerationTable generations,
			VideoFileTable files, VideoVerdicts verdicts, DatabaseRetry database, JsonMapper json, Times times,
			Clock clock) {
		this.calls = calls;
		this.orders = orders;
		this.store = store;
		this.generations = generations;
		this.files = files;
		this.verdicts = verdicts;
		this.database = database;
		this.json = json;
		this.times = times;
		this.clock = clock;
	}

	/**
	 * Do what is due for a generation.
	 */
	JobStep advance(JobRun run, Generation generation, VideoSpec spec) throws IOException, InterruptedException {
		VideoOrder order = this.orders.of(run.job(), spec);
		List<VideoStep.Ready> ready = new ArrayList<>();
		List<VideoStep.Waiting> waiting = new ArrayList<>();
		String error = "";
		for (int number = 1; number <= spec.options().numberOfVideos(); number++) {
			VideoStep step = advance(run, number, order);
			if (step instanceof VideoStep.Ready made) {
				ready.add(made);
			}
			else if (step instanceof VideoStep.Waiting waits) {
				waiting.add(waits);
			}
			else {
				error = ((VideoStep.Failed) step).error();
			}
		}
		if (!waiting.isEmpty() && !isLate(run)) {
			return await(run, generation, waiting);
		}
		if (isLate(run) && ready.size() < spec.options().numberOfVideos()) {
			cancel(generation);
		}
		if (ready.isEmpty()) {
			return this.verdicts.failed(generation.id(), spec.options().numberOfVideos(),
					waiting.isEmpty() ? error : tooLate());
		}
		return store(run, generation, ready, order);
	}

	/**
	 * Nothing more is bought when the time is over.
	 */
	private VideoStep advance(JobRun run, int number, VideoOrder order) throws IOException, InterruptedException {
		if (isLate(run)) {
			return this.calls.advanceBought(run, number, order).orElseGet(() -> new VideoStep.Failed(tooLate()));
		}
		return this.calls.advance(run, number, order);
	}

	private boolean isLate(JobRun run) {
		return !this.clock.instant().isBefore(end(run));
	}

	private Instant end(JobRun run) {
		return run.startedAt().plus(this.times.atMost());
	}

	private String tooLate() {
		return "The video was not there within " + this.times.atMost().toSeconds() + " s (RUN_TIMEOUT_SECONDS)";
	}

	private JobStep await(JobRun run, Generation generation, List<VideoStep.Waiting> waiting) {
		boolean queued = waiting.stream().anyMatch((wait) -> wait.requestId() != null && wait.position() != null);
		boolean made = waiting.stream().anyMatch((wait) -> wait.requestId() != null && wait.position() == null);
		if (made || queued) {
			show(run, generation, made ? VideoEvent.GENERATING : VideoEvent.PROCESSING);
		}
		VideoStep.Waiting next = waiting.get(0);
		for (VideoStep.Waiting other : waiting) {
			next = other.at().isBefore(next.at()) ? other : next;
		}
		return new JobStep.Wait(next.at().isBefore(end(run)) ? next.at() : end(run), next.phase());
	}

	/**
	 * Only what is news is written and told.
	 */
	private void show(JobRun run, Generation generation, VideoEvent event) {
		if (!generation.state().after(event).equals(generation.state())) {
			this.database.inTransaction(() -> {
				run.hold();
				this.generations.show(generation.id(), event);
				return true;
			});
			run.show(new JobRun.Progress(event.word(), 0, 0, generation.options().numberOfVideos(), 0));
		}
	}

	private JobStep store(JobRun run, Generation generation, List<VideoStep.Ready> ready, VideoOrder order)
			throws IOException, InterruptedException {
		boolean before = generation.state().equals(VideoEvent.DOWNLOADING.state());
		Instant since = before ? generation.updatedAt() : this.clock.instant();
		show(run, generation, VideoEvent.DOWNLOADING);
		List<VideoFile> stored = new ArrayList<>();
		try {
			for (int i = 0; i < ready.size(); i++) {
				String key = this.store.put(generation.id(), i + 1, ready.get(i));
				String poster = this.store.putPoster(generation.id(), i + 1, ready.get(i));
				stored.add(file(key, poster, ready.get(i), order));
			}
		}
		catch (StorageFailure ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted while a video was stored");
			}
			return storeLater(new Made(run, generation, ready, stored, order), since, ex);
		}
		return complete(new Made(run, generation, ready, stored, order));
	}

	private VideoFile file(String key, @Nullable String poster, VideoStep.Ready video, VideoOrder order)
			throws IOException {
		Mp4Facts facts = this.store.facts(video);
		return new VideoFile(key.substring(key.lastIndexOf('/') + 1), key, null, key, video.length(),
				VideoStore.extension(video), this.orders.seconds(order), order.aspectRatio(), facts.width(),
				facts.height(), null, this.clock.instant(), poster);
	}

	/**
	 * Those that are stored are written down with the verdict; the first that is not, is
	 * kept.
	 */
	private JobStep storeLater(Made made, Instant since, StorageFailure failure) {
		Instant now = this.clock.instant();
		Duration waited = Duration.between(since, now);
		if (failure.isPassing() && waited.compareTo(this.times.toStore()) < 0) {
			Duration pause = waited.dividedBy(4);
			pause = (pause.compareTo(SHORTEST_PAUSE) < 0) ? SHORTEST_PAUSE : pause;
			return new JobStep.Wait(now.plus((pause.compareTo(LONGEST_PAUSE) > 0) ? LONGEST_PAUSE : pause), STORING);
		}
		if (!made.stored().isEmpty()) {
			write(made);
		}
		Generation generation = made.generation();
		return this.verdicts.unstored(
				generation.id(), generation.options().numberOfVideos(), "The video was made and could not be stored: "
						+ failure.getMessage() + ". It is kept: GET /jobs/" + generation.id() + "/result",
				made.ready().get(made.stored().size()).video());
	}

	private JobStep complete(Made made) {
		write(made);
		Generation generation = made.generation();
		List<PayloadId> disposable = made.ready().stream().map(VideoStep.Ready::video).toList();
		return this.verdicts.completed(generation.id(), generation.options().numberOfVideos(), made.stored().size(),
				disposable);
	}

	private void write(Made made) {
		Generation generation = made.generation();
		VideoReport.Making making = new VideoReport.Making(this.orders.model(made.order()), null, null, null, null,
				metadata(generation, made.ready(), made.order()));
		this.database.inTransaction(() -> {
			made.run().hold();
			this.files.replace(generation.id(), made.stored());
			this.generations.describe(generation.id(), making, this.store.bucket(), null);
			return true;
		});
	}

	private String metadata(Generation generation, List<VideoStep.Ready> ready, VideoOrder order) {
		Map<String, @Nullable Object> config = new LinkedHashMap<>();
		config.put("aspect_ratio", order.aspectRatio());
		config.put("duration_seconds", this.orders.seconds(order));
		config.put("person_generation", generation.options().personGeneration());
		Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
		metadata.put("model_name", this.orders.model(order));
		metadata.put("prompt_used", generation.prompt());
		metadata.put("num_videos_requested", generation.options().numberOfVideos());
		metadata.put("num_videos_generated", ready.size());
		metadata.put("config_used", config);
		return this.json.writeValueAsString(metadata);
	}

	/**
	 * Tell the provider that nothing of a generation is wanted any more.
	 */
	void cancel(Generation generation) {
		this.calls.cancel(generation.id());
	}

	/**
	 * Let a generation that tries another one again have the videos that were bought.
	 */
	void takeOver(JobId earlier, JobId again) {
		this.calls.takeOver(earlier, again);
	}

	/**
	 * How long a generation may take.
	 *
	 * @param atMost in all, from the beginning of its work until its videos are there
	 * @param toStore how long a store that is away is waited for after that
	 */
	record Times(Duration atMost, Duration toStore) {

	}

	/**
	 * What was made for a generation, and stored so far.
	 */
	private record Made(JobRun run, Generation generation, List<VideoStep.Ready> ready, List<VideoFile> stored,
			VideoOrder order) {

	}

}
