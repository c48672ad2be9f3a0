package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.CreditsProperties;
import io.wxomedia.job.AllJobs;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobRecords;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.preview.Previews;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.PaidCalls;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.Spending;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for image editing.
 */
@Configuration(proxyBeanMethods = false)
class ImageConfiguration {

	private static final Duration MANIFEST_PAUSE = Duration.ofMinutes(1);

	@Bean
	ImageEdits imageEdits(ImageEditor editor, PaidCalls calls, PayloadStore payloads, ResultFormats formats,
			ObjectProvider<CallerRules> rules, Previews previews, TransactionTemplate transactions) {
		return new ImageEdits(editor, calls, payloads, formats, rules.getIfAvailable(() -> CallerRules.NONE), previews,
				transactions);
	}

	@Bean
	ResultFormats resultFormats(PayloadStore payloads, ImageProperties properties) {
		return new ResultFormats(payloads, properties.format());
	}

	@Bean
	PixelBudget pixelBudget() {
		return new PixelBudget(Runtime.getRuntime().maxMemory() / 2);
	}

	@Bean
	Fallback fallback(PayloadStore payloads, PixelBudget budget, Clock clock) {
		return new Fallback(payloads, budget, clock);
	}

	/**
	 * A result that was bought must outlive even a long time-out of the service.
	 */
	@Bean
	KeptPictures keptPictures(StorageWaitTable waits, ProviderLedger ledger, AllJobs jobs, PayloadStore payloads,
			ResultFormats formats) {
		return new KeptPictures(waits, ledger, jobs, payloads, formats);
	}

	@Bean
	Uploads uploads(PayloadStore payloads, ObjectStorage storage, StorageProperties properties) {
		return new Uploads(payloads, storage, properties);
	}

	@Bean
	BatchPool batchPool(ImageProperties properties) {
		return new BatchPool(properties.maxParallelBatchImages());
	}

	@Bean
	StorageWaitTable storageWaits(JdbcClient jdbc, TransactionTemplate transactions) {
		return new StorageWaitTable(jdbc, transactions);
	}

	@Bean
	FinishedWaits finishedWaits(StorageWaitTable waits) {
		return new FinishedWaits(waits);
	}

	@Bean
	StorageRetries storageRetries(StorageWaitTable waits, ImageProperties properties, Clock clock) {
		return new StorageRetries(waits, properties.storageRetry(), clock, RandomGenerator.getDefault());
	}

	@Bean
	TakenResults takenResults(JdbcClient jdbc, StorageWaitTable waits, KeptPictures kept, PayloadStore payloads,
			ObjectStorage storage, StorageProperties properties, TransactionTemplate transactions, Clock clock) {
		return new TakenResults(jdbc, waits, kept, payloads, storage, properties, transactions, clock);
	}

	@Bean
	Purchases purchases(StorageWaitTable waits, KeptPictures kept, Clock clock) {
		return new Purchases(waits, kept, clock);
	}

	@Bean
	SingleImageHandler singleImageHandler(ImageEdits edits, Fallback fallback, PayloadStore payloads, Uploads uploads,
			StorageRetries retries, KeptPictures kept, TakenResults taken, ImageProperties properties, JsonMapper json,
			Clock clock) {
		return new SingleImageHandler(edits, fallback, payloads, uploads, retries, kept, taken, properties, json,
				clock);
	}

	@Bean
	ImageCharges imageCharges(Credits credits, ItemTable items, TransactionTemplate transactions,
			CreditsProperties properties) {
		return new ImageCharges(credits, items, transactions, properties.perImage(), credits.isAnythingHeld());
	}

	@Bean
	DueManifests dueManifests(Uploads uploads, ItemTable items, PayloadStore payloads, Spending spending,
			StorageProperties storageProperties, JdbcClient jdbc, JobRecords jobs, ImageProperties properties,
			JsonMapper json, Clock clock) {
		BatchManifest manifest = new BatchManifest(uploads, items, payloads, spending, storageProperties, json);
		return new DueManifests(jdbc, manifest, jobs, properties.storageRetry(), clock);
	}

	@Bean
	WorkQueues.Chore manifestChore(DueManifests manifests) {
		return new WorkQueues.Chore("batch-manifests", MANIFEST_PAUSE, manifests::writeDue);
	}

	@Bean
	BatchHandler batchHandler(ImageEdits edits, Fallback fallback, PayloadStore payloads, BatchPool pool,
			ObjectStorage storage, Uploads uploads, StorageRetries retries, Purchases purchases, KeptPictures kept,
			TakenResults taken, ImageCharges charges, DueManifests manifests, StorageProperties storageProperties,
			ImageProperties properties, JsonMapper json, Clock clock) {
		BatchImages images = new BatchImages(edits, fallback, payloads, storage, uploads, retries, purchases, taken,
				charges, storageProperties, properties, clock);
		BatchListing listing = new BatchListing(storage, storageProperties, properties, clock);
		return new BatchHandler(images, uploads, kept, pool, listing, retries, taken, manifests, storageProperties,
				properties, json, clock);
	}

}
