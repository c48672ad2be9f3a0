package io.wxomedia.video;

import java.util.List;
import java.util.Optional;

import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobState;
import io.wxomedia.job.JobStep;
import io.wxomedia.worker.JobSettlement;
import io.wxomedia.worker.JobSettlement.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what is told of generations. A report, its note and its effect are one
 * transaction that holds the job: of two at once the later sees what the earlier did.
 * Thread-safe.
 */
public class Generations {

	private final GenerationTable generations;

	private final VideoFileTable files;

	private final VideoVerdicts verdicts;

	private final JobSettlement jobs;

	private final RemoteCalls calls;

	private final @Nullable String bucket;

	Generations(GenerationTable generations, VideoFileTable files, VideoVerdicts verdicts, JobSettlement jobs,
			RemoteCalls calls, @Nullable String bucket) {
		this.generations = generations;
		this.files = files;
		this.verdicts = verdicts;
		this.jobs = jobs;
		this.calls = calls;
		this.bucket = bucket;
	}

	/**
	 * Take in a report.
	 * @param id the generation
	 * @param report what is told of it
	 * @param note knows whether it was told before, and writes it down
	 * @return what became of it, or nothing if there is no such generation: then nothing
	 * is noted
	 */
	public Optional<Told> tell(JobId id, VideoReport report, Note note) {
		Optional<Optional<Told>> told = this.jobs.settle(id, (job) -> {
			Optional<Generation> generation = this.generations.find(id);
			if (generation.isEmpty()) {
				return new Outcome<>(Optional.empty(), null, false);
			}
			Told answer = judge(job, generation.get(), report, note.isKnown());
			JobStep.Finish verdict = (answer.outcome() == Told.Outcome.APPLIED) ? apply(generation.get(), report)
					: null;
			note.write(answer);
			boolean goesOn = answer.outcome() == Told.Outcome.APPLIED && verdict == null;
			return new Outcome<>(Optional.of(answer), verdict, goesOn);
		});
		Optional<Told> answer = told.flatMap((found) -> found);
		if (answer.isPresent() && report.event().state().status().isFinal()) {
			stopProvider(id);
		}
		return answer;
	}

	/**
	 * What has ended is not made any further. Also when it is told again: the process may
	 * have died in between.
	 */
	private void stopProvider(JobId id) {
		this.generations.find(id)
			.filter((generation) -> generation.maker() == Generation.Maker.PROVIDER
					&& generation.state().status().isFinal())
			.ifPresent((generation) -> this.calls.cancel(id));
	}

	private static Told judge(JobRecord job, Generation generation, VideoReport report, boolean known) {
		GenerationState state = generation.state();
		boolean open = job.state() == JobState.QUEUED || job.state() == JobState.RUNNING;
		GenerationState.Effect effect = state.effect(report.event());
		if (effect == GenerationState.Effect.CONFLICT) {
			return new Told(known ? Told.Outcome.DUPLICATE : Told.Outcome.CONFLICT, state.progress(), 0);
		}
		// A job that is being cancelled is as good as ended.
		if (known || !open || effect == GenerationState.Effect.DUPLICATE) {
			return new Told(Told.Outcome.DUPLICATE, state.progress(), 0);
		}
		if (report.event() == VideoEvent.COMPLETED && report.files().isEmpty()) {
			return new Told(Told.Outcome.WITHOUT_VIDEO, state.progress(), 0);
		}
		if (effect == GenerationState.Effect.STALE) {
			return new Told(Told.Outcome.STALE, state.progress(), 0);
		}
		int files = (report.event() == VideoEvent.COMPLETED) ? report.files().size() : 0;
		return new Told(Told.Outcome.APPLIED, report.event().state().progress(), files);
	}

	private JobStep.@Nullable Finish apply(Generation generation, VideoReport report) {
		JobId id = generation.id();
		return switch (report.event()) {
			case COMPLETED -> {
				this.files.insert(id, report.files());
				this.generations.describe(id, report.making(), this.bucket, report.generatedAt());
				yield this.verdicts.completed(id, generation.options().numberOfVideos(), report.files().size(),
						List.of());
			}
			case FAILED -> this.verdicts.failed(id, generation.options().numberOfVideos(),
					(report.error() != null) ? report.error() : "Unknown error during the generation");
			default -> {
				this.generations.show(id, report.event());
				yield null;
			}
		};
	}

	/**
	 * Where it is written down that something was told. Called within the transaction of
	 * its effect, while the job is held; and again if that transaction is.
	 */
	public interface Note {

		/**
		 * Return whether the same was told before.
		 * @return {@code true} if it has had its effect
		 */
		boolean isKnown();

		/**
		 * Write it down.
		 * @param told what it meant
		 */
		void write(Told told);

	}

}
