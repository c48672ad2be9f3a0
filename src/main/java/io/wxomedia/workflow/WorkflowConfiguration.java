package io.wxomedia.workflow;

import java.time.Clock;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.credits.Credits;
import io.wxomedia.credits.CreditsProperties;
import io.wxomedia.generation.ImageCalls;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.Moderator;
import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.job.ItemTable;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.submission.Jobs;
import io.wxomedia.video.NewGenerations;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for the image-to-video workflow.
 */
@Configuration(proxyBeanMethods = false)
class WorkflowConfiguration {

	@Bean
	WorkflowRuns workflowRuns(JdbcClient jdbc) {
		return new WorkflowRuns(jdbc);
	}

	@Bean
	WorkflowMetrics workflowMetrics(MeterRegistry registry) {
		return new WorkflowMetrics(registry);
	}

	@Bean
	WorkflowCredits workflowCredits(Credits credits, CreditsProperties properties) {
		return new WorkflowCredits(credits, properties);
	}

	@Bean
	FinishedVideos finishedVideos(ItemTable items, NewGenerations gallery, JsonMapper json) {
		return new FinishedVideos(items, gallery, json);
	}

	@Bean
	Bucket workflowBucket(PayloadStore payloads, ObjectStorage storage, StorageProperties properties) {
		return new Bucket(payloads, storage, properties);
	}

	@Bean
	KeptMedia keptMedia(ItemTable items, ProviderLedger ledger, JsonMapper json) {
		return new KeptMedia(items, ledger, json);
	}

	@Bean
	WorkflowStarts workflowStarts(Jobs jobs, ItemTable items, WorkflowRuns runs, WorkflowCredits credits,
			ImageGenerator images, VideoMaker videos, Moderator moderator, JsonMapper json, Clock clock) {
		return new WorkflowStarts(jobs, items, runs, credits, new WorkflowStarts.Providers(images, videos, moderator),
				json, clock);
	}

	@Bean
	WorkflowSteps workflowSteps(ImageCalls images, RemoteCalls videos, Moderator moderator, PayloadStore payloads,
			ObjectStorage storage, Bucket bucket, WorkflowProperties properties) {
		Pauses pauses = new Pauses(RandomGenerator.getDefault());
		Media media = new Media(payloads);
		Moderation moderation = new Moderation(moderator, pauses);
		TakenMedia taken = new TakenMedia(payloads, storage, bucket, pauses);
		Upload.Patience waiting = new Upload.Patience(properties.storageRetry(), pauses);
		return new WorkflowSteps(
				Map.of(WorkflowStep.VALIDATION, new Validation(moderation), WorkflowStep.IMAGE_GENERATION,
						new ImageGeneration(images, taken, moderation, media, payloads, properties.timeout()),
						WorkflowStep.IMAGE_UPLOAD,
						new Upload(WorkflowStep.IMAGE_GENERATION, WorkflowStep.IMAGE_UPLOAD, Upload.PICTURES, payloads,
								bucket, waiting),
						WorkflowStep.VIDEO_GENERATION, new VideoGeneration(videos, taken, media, payloads, bucket),
						WorkflowStep.VIDEO_UPLOAD, new Upload(WorkflowStep.VIDEO_GENERATION, WorkflowStep.VIDEO_UPLOAD,
								Upload.VIDEOS, payloads, bucket, waiting)));
	}

	@Bean
	WorkflowHandler workflowHandler(WorkflowSteps steps, RemoteCalls videos, KeptMedia kept, ItemTable items,
			WorkflowRuns runs, WorkflowCredits credits, Bucket bucket, WorkflowProperties properties, JsonMapper json,
			Clock clock, WorkflowMetrics metrics) {
		WorkflowRetry retry = new WorkflowRetry(items, runs, credits, kept, videos, json, clock);
		return new WorkflowHandler(steps.works(), videos, kept, retry, bucket, properties.runTimeout(), json, clock,
				metrics);
	}

	/**
	 * Who does the work of which step.
	 *
	 * @param works the work by its step
	 */
	record WorkflowSteps(Map<WorkflowStep, StepWork> works) {

	}

}
