package io.wxomedia.durability;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wxomedia.durability.MortalInstance.Neighbours;
import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an object store that is away, busy or broken: what was paid for is kept, and
 * nobody waits for it but the job itself. On a clock that the tests move.
 */
@SuppressWarnings("try")
class StoreTroubleTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final StorageFailure BUSY = new StorageFailure("Cannot store: SlowDown (HTTP 503)", null, true);

	private static final StorageFailure GONE = new StorageFailure("Cannot store: NoSuchBucket (HTTP 404)", null);

	private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));

	private final TestDatabase database = TestDatabase.h2();

	private final PassingTime time = PassingTime.betweenWork(this.clock, this.database.jdbc());

	private final AtomicInteger puts = new AtomicInteger();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@SuppressWarnings("NullAway.Init")
	private World world;

	@BeforeEach
	void build() {
		this.world = new World(this.database.dataSource(), this.directory, this.clock);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void paidPictureWaitsForTheStoreWithoutAWorkerAndIsNotBoughtAgain() throws Exception {
		store().beforeStoring = this::fail;
		try (MortalInstance instance = start("--MAX_CONCURRENT_JOBS=1", "--JOB_TIMEOUT_SECONDS=5")) {
			UUID job = post(instance, ServiceClient.SINGLE_COS);
			waits(job, "storing");
			UUID other = post(instance, ServiceClient.SINGLE_B64);
			becomes(other, "completed");
			triedAgain(3);
			waits(job, "storing");
			this.clock.advance(Duration.ofMinutes(5));
			store().beforeStoring = (key) -> {
			};
			becomesInTime(job, "completed");
			assertThat(this.world.calls()).hasValue(2);
			assertThat(this.world.objects()).hasSize(1);
			assertThat(this.database.jdbc().sql("select count(*) from storage_wait").query(Integer.class).single())
				.isZero();
			nothingIsKeptBut(payload(other));
		}
	}

	@Test
	void fallbackPictureIsMadeOnceAndOutlivesRestarts() throws Exception {
		store().beforeStoring = this::fail;
		store().editing = (request) -> {
			throw new CallFailure(CallFailure.Kind.BILLING_LIMIT, CallFailure.Trouble.NONE,
					"Billing hard limit has been reached", null, null, null);
		};
		UUID job;
		UUID picture;
		try (MortalInstance first = start()) {
			job = post(first, ServiceClient.SINGLE_COS);
			waits(job, "storing");
			picture = waitingPicture(job, 0);
		}
		try (MortalInstance second = start()) {
			triedAgain(3);
			assertThat(waitingPicture(job, 0)).isEqualTo(picture);
			assertThat(payloads()).contains(picture.toString());
		}
		store().beforeStoring = (key) -> {
		};
		try (MortalInstance third = start()) {
			becomesInTime(job, "completed");
			assertThat(this.world.calls()).hasValue(1);
			assertThat(column(job, "fallbacks")).isEqualTo("1");
			assertThat(column(job, "fallback_reason")).isEqualTo("openai_billing_limit");
			nothingIsKeptBut();
		}
	}

	@Test
	void patienceOutlivesARestartAndThePictureIsKeptWhenItEnds() throws Exception {
		store().beforeStoring = this::fail;
		UUID job;
		try (MortalInstance first = start("--STORAGE_RETRY_SECONDS=100")) {
			job = post(first, ServiceClient.SINGLE_COS);
			waits(job, "storing");
		}
		try (MortalInstance second = start("--STORAGE_RETRY_SECONDS=100")) {
			Instant begin = this.clock.instant();
			becomesInTime(job, "failed");
			assertThat(Duration.between(begin, this.clock.instant())).isBetween(Duration.ofSeconds(95),
					Duration.ofSeconds(130));
			assertThat(column(job, "error")).startsWith("Cannot store: SlowDown (HTTP 503). It was tried for 100 s")
				.endsWith("GET /jobs/" + job + "/result");
			assertThat(this.world.calls()).hasValue(1);
			nothingIsKeptBut(payload(job));
		}
	}

	@Test
	void bucketThatIsGoneFailsTheJobAtOnceAndKeepsThePicture() throws Exception {
		store().beforeStoring = (key) -> {
			throw GONE;
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.SINGLE_COS);
			becomes(job, "failed");
			assertThat(column(job, "error")).startsWith("Cannot store: NoSuchBucket (HTTP 404). The picture is kept");
			nothingIsKeptBut(payload(job));
		}
	}

	@Test
	void imageOfABatchWaitsForTheStoreAndTheOthersGoOn() throws Exception {
		store().inputs = IntStream.range(0, 12).mapToObj("%02d.png"::formatted).toList();
		store().beforeStoring = (key) -> {
			if (key.contains("03_modified")) {
				fail(key);
			}
		};
		UUID job;
		try (MortalInstance first = start()) {
			job = post(first, ServiceClient.BATCH);
			waits(job, "storing");
			assertThat(column(job, "items_done")).isEqualTo("11");
			assertThat(this.world.objects()).hasSize(11);
		}
		try (MortalInstance second = start()) {
			triedAgain(2);
			store().beforeStoring = (key) -> {
			};
			becomesInTime(job, "completed");
			assertThat(pictures()).hasSize(12);
			assertThat(this.world.calls()).hasValue(12);
			nothingIsKeptBut();
		}
	}

	@Test
	void refusalForGoodEndsTheBuyingAndWhatWasBoughtIsKept() throws Exception {
		store().inputs = List.of("a.png", "b.png", "c.png", "d.png", "e.png");
		store().beforeStoring = (key) -> {
			if (key.contains("b_modified")) {
				throw GONE;
			}
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.BATCH);
			becomes(job, "completed_with_errors");
			assertThat(this.world.calls()).hasValue(2);
			assertThat(pictures()).hasSize(1);
			assertThat(itemError(job, 2)).isEqualTo(
					"Cannot store: NoSuchBucket (HTTP 404). The picture is kept until the job expires: GET /jobs/" + job
							+ "/items/2/result");
			for (int number = 3; number <= 5; number++) {
				assertThat(itemError(job, number)).startsWith("Not edited: the store refused")
					.endsWith("Cannot store: NoSuchBucket (HTTP 404)");
			}
			nothingIsKeptBut(waitingPicture(job, 2).toString());
		}
	}

	@Test
	void batchDoesNotBuyWithoutEndWhileTheStoreIsAway() throws Exception {
		store().inputs = IntStream.range(0, 70).mapToObj("%02d.png"::formatted).toList();
		store().beforeStoring = this::fail;
		UUID job;
		try (MortalInstance first = start("--STORAGE_RETRY_SECONDS=40")) {
			job = post(first, ServiceClient.BATCH);
			waits(job, "storing");
			triedAgain(30);
		}
		try (MortalInstance second = start("--STORAGE_RETRY_SECONDS=40")) {
			becomesInTime(job, "completed_with_errors");
			assertThat(this.world.calls().get()).isBetween(20, 21);
			assertThat(itemError(job, 1)).contains("tried for 40 s (STORAGE_RETRY_SECONDS)")
				.endsWith("/items/1/result");
			assertThat(itemError(job, 70)).startsWith("Not edited: ")
				.contains("nothing more is bought")
				.contains("SlowDown");
		}
	}

	@Test
	void batchBuysOnWhenTheStoreIsBack() throws Exception {
		store().inputs = IntStream.range(0, 30).mapToObj("%02d.png"::formatted).toList();
		store().beforeStoring = this::fail;
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.BATCH);
			waits(job, "storing");
			store().beforeStoring = (key) -> {
			};
			becomesInTime(job, "completed");
			assertThat(pictures()).hasSize(30);
			assertThat(this.world.calls()).hasValue(30);
		}
	}

	@Test
	void deadlineEndsABatchThatHasSteppedAsideAndKeepsWhatWasPaid() throws Exception {
		store().beforeStoring = this::fail;
		UUID job;
		try (MortalInstance first = start("--BATCH_TIMEOUT_SECONDS=600")) {
			job = post(first, ServiceClient.BATCH);
			waits(job, "storing");
		}
		try (MortalInstance second = start("--BATCH_TIMEOUT_SECONDS=600")) {
			becomesInTime(job, "completed_with_errors");
			assertThat(itemError(job, 2)).contains("BATCH_TIMEOUT_SECONDS");
			assertThat(this.world.calls()).hasValue(2);
			nothingIsKeptBut(waitingPicture(job, 1).toString(), waitingPicture(job, 2).toString());
		}
	}

	@Test
	@Tag("slow")
	void deadlineDuringAnUploadKeepsThePicture() throws Exception {
		CountDownLatch uploading = new CountDownLatch(1);
		store().beforeStoring = (key) -> {
			uploading.countDown();
			sleepUntilInterrupted();
		};
		try (MortalInstance instance = start("--BATCH_TIMEOUT_SECONDS=2")) {
			UUID job = post(instance, ServiceClient.BATCH);
			assertThat(uploading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			this.clock.advance(Duration.ofSeconds(2));
			becomes(job, "completed_with_errors");
			assertThat(itemError(job, 1))
				.isEqualTo("not done within 2 s (BATCH_TIMEOUT_SECONDS). The picture is kept until the job expires: GET"
						+ " /jobs/" + job + "/items/1/result");
			assertThat(itemError(job, 2)).isEqualTo("not done within 2 s (BATCH_TIMEOUT_SECONDS)");
			assertThat(bought(job)).hasSize(1);
			nothingIsKeptBut(bought(job));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ServiceClient.BATCH, ServiceClient.SINGLE_COS })
	void unexpectedFailureAfterAPurchaseKeepsThePicture(String path) throws Exception {
		store().beforeStoring = (key) -> {
			throw new IllegalStateException("nobody thought of this");
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, path);
			becomes(job, "failed");
			String error = path.equals(ServiceClient.BATCH) ? itemError(job, 1) : column(job, "error");
			assertThat(error).startsWith("The service failed unexpectedly (IllegalStateException)")
				.contains("The picture is kept until the job expires: GET /jobs/" + job)
				.endsWith("/result");
			assertThat(bought(job)).hasSize(1);
			nothingIsKeptBut(bought(job));
		}
	}

	@Test
	void pictureThatComesWhenTheBatchHasItsVerdictIsKept() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		store().editing = (request) -> {
			called.countDown();
			uninterruptibly(over);
		};
		try (MortalInstance instance = start("--BATCH_TIMEOUT_SECONDS=2")) {
			UUID job = post(instance, ServiceClient.BATCH);
			assertThat(called.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			this.clock.advance(Duration.ofSeconds(2));
			becomes(job, "completed_with_errors");
			assertThat(bought(job)).isEmpty();
			over.countDown();
			Eventually.within(PATIENCE, () -> assertThat(bought(job)).hasSize(1));
			nothingIsKeptBut(bought(job));
		}
	}

	@Test
	void fallbackPictureThatCannotBeStoredIsToldOf() throws Exception {
		store().beforeStoring = (key) -> {
			throw GONE;
		};
		store().editing = (request) -> {
			throw new CallFailure(CallFailure.Kind.BILLING_LIMIT, CallFailure.Trouble.NONE,
					"Billing hard limit has been reached", null, null, null);
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.SINGLE_COS);
			becomes(job, "failed");
			assertThat(column(job, "error"))
				.startsWith("Cannot store: NoSuchBucket (HTTP 404). The picture of the local fallback is kept");
			assertThat(column(job, "fallbacks")).isEqualTo("1");
			assertThat(column(job, "fallback_reason")).isEqualTo("openai_billing_limit");
			nothingIsKeptBut(payload(job));
		}
	}

	@Test
	void batchWhoseManifestCannotBeStoredHasItsVerdictAllTheSame() throws Exception {
		store().beforeStoring = (key) -> {
			if (key.endsWith("/manifest.json")) {
				fail(key);
			}
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.BATCH);
			becomes(job, "completed");
			// One before the verdict, and one in the background as soon as it stands.
			Eventually.within(PATIENCE, () -> assertThat(this.puts).as("tries of the manifest").hasValue(2));
			assertThat(this.world.objects()).hasSameSizeAs(pictures()).hasSize(2);
			nothingIsKeptBut();
		}
	}

	@Test
	void objectWhoseReadingBreaksIsReadThreeTimes() throws Exception {
		Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
		store().inputs = List.of("always.png", "once.png", "unavailable.png", "well.png");
		store().reading = (key) -> {
			int read = reads.computeIfAbsent(key, (unknown) -> new AtomicInteger()).incrementAndGet();
			if (key.startsWith("unavailable")) {
				throw BUSY;
			}
			return (key.startsWith("always") || (key.startsWith("once") && read == 1)) ? breaking()
					: new ByteArrayInputStream(TestImages.png());
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.BATCH);
			becomesInTime(job, "completed_with_errors");
			assertThat(reads.get("always.png")).hasValue(3);
			assertThat(reads.get("once.png")).hasValue(2);
			assertThat(reads.get("unavailable.png")).hasValue(3);
			assertThat(reads.get("well.png")).hasValue(1);
			assertThat(itemError(job, 1)).isEqualTo("Cannot read object \"always.png\": the connection broke");
			assertThat(itemError(job, 3)).isEqualTo("Cannot store: SlowDown (HTTP 503)");
			assertThat(pictures()).hasSize(2);
			assertThat(this.world.calls()).hasValue(2);
			nothingIsKeptBut();
		}
	}

	@Test
	void listingIsTriedAgain() throws Exception {
		AtomicInteger listings = new AtomicInteger();
		store().beforeListing = (bucket) -> {
			if (listings.incrementAndGet() < 3) {
				throw BUSY;
			}
		};
		UUID job;
		try (MortalInstance first = start()) {
			job = post(first, ServiceClient.BATCH);
			waits(job, "listing");
		}
		try (MortalInstance second = start()) {
			becomesInTime(job, "completed");
			assertThat(listings).hasValue(3);
			assertThat(this.world.calls()).hasValue(2);
		}
	}

	@Test
	void listingThatFailsThreeTimesFailsTheBatchSoon() throws Exception {
		AtomicInteger listings = new AtomicInteger();
		store().beforeListing = (bucket) -> {
			listings.incrementAndGet();
			throw BUSY;
		};
		try (MortalInstance instance = start()) {
			UUID job = post(instance, ServiceClient.BATCH);
			Instant begin = this.clock.instant();
			becomesInTime(job, "failed");
			assertThat(Duration.between(begin, this.clock.instant())).isLessThan(Duration.ofMinutes(5));
			assertThat(listings).hasValue(3);
			assertThat(column(job, "error"))
				.isEqualTo("Cannot store: SlowDown (HTTP 503). The listing was tried 3 times. Nothing was edited");
			assertThat(this.world.calls()).hasValue(0);
		}
	}

	@Test
	void listingIsNotTriedAgainAfterTheDeadline() throws Exception {
		store().beforeListing = (bucket) -> {
			throw BUSY;
		};
		try (MortalInstance instance = start("--BATCH_TIMEOUT_SECONDS=1")) {
			UUID job = post(instance, ServiceClient.BATCH);
			waits(job, "listing");
			this.clock.advance(Duration.ofSeconds(5));
			becomesInTime(job, "failed");
			assertThat(column(job, "error")).contains("within 1 s (BATCH_TIMEOUT_SECONDS)");
		}
	}

	@Test
	void slowListingEndsAtTheDeadlineBeforeAnythingIsBought() throws Exception {
		store().beforeListing = (bucket) -> this.clock.advance(Duration.ofSeconds(91));
		try (MortalInstance instance = start("--BATCH_TIMEOUT_SECONDS=90")) {
			UUID job = post(instance, ServiceClient.BATCH);
			becomes(job, "failed");
			assertThat(column(job, "error")).contains("within 90 s (BATCH_TIMEOUT_SECONDS)");
			assertThat(this.world.calls()).hasValue(0);
		}
	}

	@Test
	void batchOfTooManyObjectsFailsBeforeAnythingIsBought() throws Exception {
		store().inputs = IntStream.range(0, 6).mapToObj("%02d.png"::formatted).toList();
		try (MortalInstance instance = start("--MAX_BATCH_IMAGES=5")) {
			UUID job = post(instance, ServiceClient.BATCH);
			becomes(job, "failed");
			assertThat(column(job, "error")).contains("more than 5 objects").contains("MAX_BATCH_IMAGES");
			assertThat(this.world.calls()).hasValue(0);
		}
		store().inputs = store().inputs.subList(0, 5);
		try (MortalInstance instance = start("--MAX_BATCH_IMAGES=5")) {
			becomes(post(instance, ServiceClient.BATCH), "completed");
			assertThat(this.world.calls()).hasValue(5);
		}
	}

	private static InputStream breaking() {
		byte[] image = TestImages.png();
		return new SequenceInputStream(new ByteArrayInputStream(image, 0, image.length / 2), new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("Connection reset");
			}

		});
	}

	private static void sleepUntilInterrupted() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StorageFailure("Cannot store: the call was interrupted", ex);
		}
	}

	/**
	 * As an answer that is read to its end, whatever is asked of the thread.
	 */
	private static void uninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				latch.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private String[] bought(UUID job) {
		return this.database.jdbc()
			.sql("select cast(result_payload as varchar) from provider_call where job_id = :job and result_payload is not null")
			.param("job", job)
			.query(String.class)
			.list()
			.toArray(String[]::new);
	}

	private List<String> pictures() {
		return this.world.objects().keySet().stream().filter((key) -> key.endsWith("_modified.png")).toList();
	}

	private Neighbours store() {
		return this.world.neighbours();
	}

	private void fail(String key) {
		this.puts.incrementAndGet();
		throw BUSY;
	}

	private MortalInstance start(String... settings) {
		return MortalInstance.start(this.world, Death.never(),
				Stream.concat(Stream.of("--POLLING=true"), Stream.of(settings)).toArray(String[]::new));
	}

	private static UUID post(MortalInstance instance, String path) throws Exception {
		String body = ServiceClient.BATCH.equals(path) ? ServiceClient.batch("greyer") : ServiceClient.single();
		MockHttpServletResponse answer = Objects
			.requireNonNull(instance.post(path, body, null, UUID.randomUUID().toString()));
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(202);
		Matcher id = Pattern.compile("\"job_id\":\"([^\"]+)\"").matcher(answer.getContentAsString());
		assertThat(id.find()).isTrue();
		return UUID.fromString(id.group(1));
	}

	private void waits(UUID job, String phase) {
		Eventually.within(PATIENCE, () -> {
			assertThat(column(job, "state")).isEqualTo("queued");
			assertThat(column(job, "phase")).isEqualTo(phase);
		});
	}

	/**
	 * Let time go by until the store was asked so many times more.
	 */
	private void triedAgain(int times) {
		int target = this.puts.get() + times;
		this.time.until(PATIENCE, Duration.ofSeconds(1),
				() -> assertThat(this.puts).hasValueGreaterThanOrEqualTo(target));
	}

	private void becomes(UUID job, String verdict) {
		Eventually.within(PATIENCE, () -> assertThat(column(job, "verdict")).isEqualTo(verdict));
	}

	/**
	 * Let time go by while the job waits.
	 */
	private void becomesInTime(UUID job, String verdict) {
		this.time.until(PATIENCE, Duration.ofSeconds(2), () -> assertThat(column(job, "verdict")).isEqualTo(verdict));
	}

	private String column(UUID job, String column) {
		return String.valueOf(this.database.jdbc()
			.sql("select " + column + " from job where id = :id")
			.param("id", job)
			.query()
			.singleRow()
			.get(column));
	}

	private String itemError(UUID job, int number) {
		return this.database.jdbc()
			.sql("select error from job_item where job_id = :job and number = :number")
			.param("job", job)
			.param("number", number)
			.query(String.class)
			.single();
	}

	private UUID waitingPicture(UUID job, int item) {
		return this.database.jdbc()
			.sql("select picture_payload from storage_wait where job_id = :job and item = :item")
			.param("job", job)
			.param("item", item)
			.query(UUID.class)
			.single();
	}

	private String payload(UUID job) {
		String payload = column(job, "result_payload");
		assertThat(payload).isNotEqualTo("null");
		return payload;
	}

	/**
	 * The sweep takes what nobody names, once it is two hours old. Jobs that did not
	 * complete keep their input.
	 */
	private void nothingIsKeptBut(String... payloads) throws IOException {
		String unclaimed = UUID.randomUUID().toString();
		Path folder = Files.createDirectories(this.directory.resolve("payloads").resolve(unclaimed.substring(0, 2)));
		Files.createFile(folder.resolve(unclaimed));
		this.clock.advance(Duration.ofHours(3));
		List<String> kept = new ArrayList<>(List.of(payloads));
		this.database.jdbc()
			.sql("select input_payload from job where verdict = 'failed' and input_payload is not null")
			.query(UUID.class)
			.list()
			.forEach((input) -> kept.add(input.toString()));
		AtomicInteger looks = new AtomicInteger();
		Eventually.within(PATIENCE, () -> {
			// A sweep that began with the service and ended just now is due in an hour.
			if (looks.incrementAndGet() % 20 == 0 && payloads().contains(unclaimed)) {
				this.clock.advance(Duration.ofHours(1));
			}
			assertThat(payloads()).containsExactlyInAnyOrderElementsOf(kept);
		});
	}

	private List<String> payloads() {
		try (Stream<Path> files = Files.walk(this.directory.resolve("payloads"))) {
			return files.filter(Files::isRegularFile)
				.map((file) -> file.getFileName().toString().replace(".sealed", ""))
				.toList();
		}
		catch (IOException ex) {
			throw new AssertionError("The payloads cannot be listed", ex);
		}
	}

}
