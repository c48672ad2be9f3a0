package io.wxomedia.generation;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.clip.PosterFrames;
import io.wxomedia.job.HeldJobs;
import io.wxomedia.job.JobRecords;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.PaidCalls;
import io.wxomedia.spending.Estimates;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.worker.JobLanes;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for what is made from words.
 */
@Configuration(proxyBeanMethods = false)
class GenerationConfiguration {

	@Bean
	ImageCalls imageCalls(ImageGenerator generator, PaidCalls calls) {
		return new ImageCalls(generator, calls);
	}

	@Bean
	GenerationEstimates generationEstimates(ImageGenerator images, VideoMaker videos, Estimates estimates) {
		return new GenerationEstimates(images, videos, estimates);
	}

	@Bean
	RemoteCallTable remoteCallTable(JdbcClient jdbc, Clock clock) {
		return new RemoteCallTable(jdbc, clock);
	}

	@Bean
	TakenCallTable takenCallTable(JdbcClient jdbc, GenerationProperties properties, Clock clock) {
		return new TakenCallTable(jdbc, properties.videoTimeout(), clock);
	}

	@Bean
	Submissions submissions(RemoteCallTable table, Clock clock) {
		return new Submissions(table, clock);
	}

	@Bean
	RemoteCallMetrics remoteCallMetrics(MeterRegistry registry, VideoMaker maker) {
		return new RemoteCallMetrics(registry, maker.provider());
	}

	@Bean
	RemoteCalls remoteCalls(VideoMaker maker, PaidCalls calls, ProviderLedger ledger, RemoteCallTable table,
			TakenCallTable taken, Submissions submissions, PayloadStore payloads, TransactionTemplate transactions,
			GenerationProperties properties, RemoteCallMetrics metrics, JsonMapper json, Clock clock) {
		MediaFetch fetch = new MediaFetch(payloads, properties.videoMaxBytes().toBytes());
		RemoteLooks looks = new RemoteLooks(maker, table, ledger, fetch, submissions, payloads, transactions,
				properties.videoTimeout(), metrics, clock);
		return new DurableRemoteCalls(maker, calls, ledger, table, submissions, looks,
				new TakenVideos(taken, payloads, metrics), payloads, properties.videoTimeout(), metrics, json, clock);
	}

	@Bean
	RemoteWebhooks remoteWebhooks(VideoMaker maker, RemoteCallTable table, JobRecords jobs, HeldJobs held,
			JobLanes lanes, TransactionTemplate transactions, RemoteCallMetrics metrics, Clock clock) {
		return new RemoteWebhooks(maker, table, jobs, held, lanes, transactions, metrics, clock);
	}

	@Bean
	PosterFrames posterFrames(@Value("${media.data-dir}") Path dataDir, Clock clock) {
		return new PosterFrames(Duration.ofSeconds(20), dataDir.toAbsolutePath().normalize().resolve("posters"), clock);
	}

}
