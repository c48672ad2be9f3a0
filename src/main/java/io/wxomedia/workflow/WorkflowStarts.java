package io.wxomedia.workflow;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.Moderator;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.NewJob;
import io.wxomedia.submission.Jobs;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts runs of the workflow: their jobs, their steps and what they cost are written
 * together, or nothing of it. Thread-safe.
 */
public class WorkflowStarts {

	private final Jobs jobs;

	private final ItemTable items;

	private final WorkflowRuns runs;

	private final WorkflowCredits credits;

	private final Providers providers;

	private final JsonMapper json;

	private final Clock clock;

	WorkflowStarts(Jobs jobs, ItemTable items, WorkflowRuns runs, WorkflowCredits credits, Providers providers,
			JsonMapper json, Clock clock) {
		this.jobs = jobs;
		this.items = items;
		this.runs = runs;
		this.credits = credits;
		this.providers = providers;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Return the settings without which no run can end well.
	 * @return names of environment variables; empty when a run can be started
	 */
	public List<String> missingSettings() {
		return Stream
			.of(this.providers.images().missingSettings(), this.providers.moderator().missingSettings(),
					this.providers.videos().missingSettings())
			.flatMap(List::stream)
			.distinct()
			.toList();
	}

	/**
	 * Start runs.
	 * @param start what to start
	 * @return their jobs in order; those of before if the same request was accepted
	 * before
	 * @throws io.wxomedia.credits.InsufficientCredits if the owner has fewer than all of
	 * them cost
	 * @throws io.wxomedia.web.Refusal if they are not accepted
	 */
	public List<JobId> start(Start start) {
		String request = this.json.writeValueAsString(start.spec().by(who()));
		List<NewJob> wanted = new ArrayList<>();
		for (int i = 0; i < start.count(); i++) {
			wanted.add(new NewJob(WorkflowSpec.KIND, start.owner(), start.callbackUrl(), null, request, null,
					WorkflowStep.values().length, (i == 0) ? start.idempotency() : null));
		}
		List<Jobs.Accepted> accepted = this.jobs.acceptAll(wanted, (ids) -> alongside(start, ids));
		JobId first = accepted.get(0).id();
		return accepted.get(0).repeated() ? this.runs.startedWith(first)
				: accepted.stream().map(Jobs.Accepted::id).toList();
	}

	private String who() {
		return this.providers.images().provider() + "+" + this.providers.videos().provider();
	}

	private void alongside(Start start, List<JobId> ids) {
		UUID request = UUID.randomUUID();
		Instant now = this.clock.instant();
		String project = (start.project() == null && ids.size() > 1) ? request.toString() : start.project();
		List<JobItems.NewItem> steps = steps(start.spec());
		for (int place = 0; place < ids.size(); place++) {
			JobId id = ids.get(place);
			this.items.insert(id, steps);
			this.runs.insert(new WorkflowRuns.Run(id, start.owner(), project, request, place, now));
		}
		this.credits.hold(start.owner(), ids);
	}

	/**
	 * Named after who does it now: a run keeps the names that it was started with.
	 */
	private List<JobItems.NewItem> steps(WorkflowSpec spec) {
		return Stream.of(WorkflowStep.values()).map((step) -> new JobItems.NewItem(step.id(), switch (step) {
			case VALIDATION -> "Validation & Security Check";
			case IMAGE_GENERATION -> "Generate Image with " + this.providers.images().model();
			case IMAGE_UPLOAD -> "Upload Image to Storage";
			case VIDEO_GENERATION -> "Convert Image to Video with " + this.providers.videos().model(spec.video(null));
			case VIDEO_UPLOAD -> "Upload Video to Storage";
			case FINALIZATION -> "Finalize Assets";
		})).toList();
	}

	/**
	 * Who makes and judges.
	 *
	 * @param images makes pictures
	 * @param videos makes videos
	 * @param moderator judges
	 */
	record Providers(ImageGenerator images, VideoMaker videos, Moderator moderator) {

	}

	/**
	 * Runs to be started.
	 *
	 * @param owner whose they are
	 * @param spec what each makes
	 * @param count how many
	 * @param project the project that they are of, or {@code null}
	 * @param callbackUrl where the end of each is told, or {@code null}
	 * @param idempotency recognises the same request, or {@code null}
	 */
	public record Start(String owner, WorkflowSpec spec, int count, @Nullable String project, @Nullable URI callbackUrl,
			NewJob.@Nullable Idempotency idempotency) {

	}

}
