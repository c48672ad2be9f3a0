package io.wxomedia.video;

import java.time.Clock;
import java.time.Duration;

import io.wxomedia.clip.PosterFrames;
import io.wxomedia.credits.Credits;
import io.wxomedia.credits.CreditsProperties;
import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.KeptJobs;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.submission.Admission;
import io.wxomedia.submission.Jobs;
import io.wxomedia.web.PublicUrl;
import io.wxomedia.worker.JobSettlement;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for videos.
 */
@Configuration(proxyBeanMethods = false)
class VideoConfiguration {

	private static final Duration UPKEEP_PAUSE = Duration.ofHours(1);

	@Bean
	GenerationTable generationTable(JdbcClient jdbc, Clock clock) {
		return new GenerationTable(jdbc, clock);
	}

	@Bean
	VideoFileTable videoFileTable(JdbcClient jdbc, Clock clock) {
		return new VideoFileTable(jdbc, clock);
	}

	@Bean
	VideoVerdicts videoVerdicts(JsonMapper json) {
		return new VideoVerdicts(json);
	}

	@Bean
	Generations generations(GenerationTable generations, VideoFileTable files, VideoVerdicts verdicts,
			JobSettlement jobs, RemoteCalls calls, StorageProperties storage) {
		return new Generations(generations, files, verdicts, jobs, calls, storage.outputBucket());
	}

	@Bean
	NewGenerations.Gallery videoGallery(KeptJobs jobs, VideoProperties properties, Clock clock) {
		return new NewGenerations.Gallery(jobs, properties.galleryRetention(), clock);
	}

	@Bean
	FinishedGenerations finishedGenerations(GenerationTable generations, Credits credits,
			NewGenerations.Gallery gallery) {
		return new FinishedGenerations(generations, credits, gallery);
	}

	@Bean
	NewGenerations newGenerations(GenerationTable generations, VideoFileTable files, Credits credits,
			CreditsProperties prices, NewGenerations.Gallery gallery) {
		return new NewGenerations(generations, files, credits, prices.perVideo(), gallery);
	}

	@Bean
	VideoLinks videoLinks(ObjectStorage storage, GenerationTable generations, VideoFileTable files,
			StorageProperties properties, Clock clock) {
		return new VideoLinks(storage, generations, files, properties.outputBucket(), clock);
	}

	@Bean
	WorkQueues.Chore galleryUpkeep(VideoLinks links) {
		return new WorkQueues.Chore("gallery-upkeep", UPKEEP_PAUSE, links::hideMissing);
	}

	@Bean
	VideoBackend videoBackend(VideoProperties properties) {
		return new VideoBackend(properties);
	}

	@Bean
	BackendOrders backendOrders(VideoBackend backend, GenerationTable generations, VideoVerdicts verdicts,
			ObjectProvider<CallerRules> rules, TransactionTemplate transactions, PayloadStore payloads, JsonMapper json,
			VideoProperties properties, Clock clock) {
		return new BackendOrders(backend, generations, verdicts, rules.getIfAvailable(() -> CallerRules.NONE),
				DatabaseRetry.ofHiccups(transactions), payloads, json, properties.backendTimeout(), clock);
	}

	@Bean
	VideoStore videoStore(ObjectStorage storage, PayloadStore payloads, PosterFrames posters,
			StorageProperties properties) {
		return new VideoStore(storage, payloads, posters, properties.outputBucket());
	}

	@Bean
	ProviderOrders providerOrders(RemoteCalls calls, VideoMaker maker, VideoStore store, GenerationTable generations,
			VideoFileTable files, VideoVerdicts verdicts, TransactionTemplate transactions, PayloadStore payloads,
			JsonMapper json, VideoProperties properties, Clock clock) {
		return new ProviderOrders(calls, new OrderOfVideo(maker, payloads), store, generations, files, verdicts,
				DatabaseRetry.ofHiccups(transactions), json,
				new ProviderOrders.Times(properties.runTimeout(), properties.storageRetry()), clock);
	}

	@Bean
	VideoHandler videoHandler(GenerationTable generations, VideoLinks links, BackendOrders orders,
			ProviderOrders provider, VideoVerdicts verdicts, NewGenerations accepted, JsonMapper json) {
		return new VideoHandler(generations, links, orders, provider, verdicts, accepted, json);
	}

	@Bean
	VideoMakers videoMakers(VideoBackend backend, VideoMaker maker, VideoStore store) {
		return new VideoMakers(backend, maker, store);
	}

	@Bean
	VideoRequestReader videoRequestReader(JsonMapper json, PayloadStore payloads, VideoProperties properties) {
		return new VideoRequestReader(json, payloads, properties.maxBase64Chars(), properties.maxPixels());
	}

	@Bean
	VideoSubmissions videoSubmissions(VideoMakers makers, VideoRequestReader reader, NewGenerations accepted,
			GenerationTable generations, Jobs jobs, Admission admission, PayloadStore payloads, JsonMapper json,
			PublicUrl publicUrl, VideoProperties properties) {
		return new VideoSubmissions(makers, reader, accepted, generations, jobs, admission, payloads, json, publicUrl,
				properties.maxBase64Chars());
	}

	@Bean
	VideoViews videoViews(GenerationTable generations, VideoFileTable files, VideoLinks links, JsonMapper json) {
		return new VideoViews(generations, files, links, json);
	}

}
