package io.wxomedia.video;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.payload.UnusablePayload;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link JobHandler} for generations of videos.
 */
class VideoHandler implements JobHandler {

	private final GenerationTable generations;

	private final VideoLinks links;

	private final BackendOrders orders;

	private final ProviderOrders provider;

	private final VideoVerdicts verdicts;

	private final NewGenerations accepted;

	private final JsonMapper json;

	VideoHandler(GenerationTable generations, VideoLinks links, BackendOrders orders, ProviderOrders provider,
			VideoVerdicts verdicts, NewGenerations accepted, JsonMapper json) {
		this.generations = generations;
		this.links = links;
		this.orders = orders;
		this.provider = provider;
		this.verdicts = verdicts;
		this.accepted = accepted;
		this.json = json;
	}

	@Override
	public List<JobKind> kinds() {
		return List.of(VideoKind.KIND);
	}

	@Override
	public JobStep run(JobRun run) throws IOException, InterruptedException {
		Generation generation = this.generations.find(run.job().id())
			.orElseThrow(() -> new IllegalStateException("Job " + run.job().id() + " has no generation"));
		VideoSpec spec = spec(run.job());
		if (spec.imageType() != null && run.job().input() == null) {
			return fail(run, "The picture that the video begins with is no longer kept; send the request anew");
		}
		try {
			return (generation.maker() == Generation.Maker.BACKEND) ? this.orders.advance(run, generation, spec)
					: this.provider.advance(run, generation, spec);
		}
		catch (UnusablePayload ex) {
			return fail(run, "The picture that the video begins with cannot be read any more; send the request anew");
		}
	}

	private VideoSpec spec(Job job) {
		return this.json.readValue(job.request(), VideoSpec.class);
	}

	@Override
	public JobStep.Finish fail(JobRun run, String error) {
		this.generations.find(run.job().id())
			.filter((generation) -> generation.maker() == Generation.Maker.PROVIDER)
			.ifPresent(this.provider::cancel);
		return this.verdicts.failed(run.job().id(), spec(run.job()).options().numberOfVideos(), error);
	}

	@Override
	public Input input(Job job) {
		String type = spec(job).imageType();
		return new Input((type != null) ? type : "application/octet-stream", 0, null);
	}

	@Override
	public Result result(Job job) {
		if (job.resultPayload() != null) {
			return new Result.Kept(job.resultPayload(), "video/mp4");
		}
		Optional<Generation> generation = this.generations.find(job.id());
		return generation.flatMap(this.links::first)
			.<Result>map(Result.Elsewhere::new)
			.orElseGet(() -> new Result.None("The job has no video that can be linked to."));
	}

	/**
	 * What a backend made and stored under other names is the backend's.
	 */
	@Override
	public List<String> objectPrefixes(Job job) {
		return List.of(VideoStore.folder(job.id()));
	}

	@Override
	public void takeOver(Job earlier, List<JobItem> items, JobId again) {
		Generation generation = this.generations.find(earlier.id())
			.orElseThrow(() -> new IllegalStateException("Job " + earlier.id() + " has no generation"));
		this.accepted.write(again, generation.owner(), generation.maker(), spec(earlier));
		this.provider.takeOver(earlier.id(), again);
	}

	@Override
	public CallbackMessage renew(Job job) {
		return new CallbackMessage(Map.of(), null);
	}

}
