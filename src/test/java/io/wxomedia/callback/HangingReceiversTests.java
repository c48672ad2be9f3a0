package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.wxomedia.callback.HangingReceivers.Way;
import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.exchange.Zeros;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.queue.RealQueues;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that receivers which hang delay nobody else's callback, on the real queue.
 */
@Timeout(600)
class HangingReceiversTests {

	private static final int HANGING = 500;

	private static final int MOST_THREADS = 8 + 8 + 2 + 1 + 1 + 100 + 16;

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final Duration LONG = Duration.ofMinutes(30);

	private static final long LARGE = 6L << 20;

	private static final long MOST_FOR_ONE_ATTEMPT = 200 * 1024;

	private final JsonMapper json = new JsonMapper();

	private final Clock clock = Clock.systemUTC();

	@ParameterizedTest
	@Tag("slow")
	@EnumSource(Database.class)
	void callbackArrivesWhileFiveHundredReceiversHang(Database kind) throws Exception {
		try (Deliveries deliveries = new Deliveries(kind, LONG, Duration.ZERO);
				HangingReceivers hanging = new HangingReceivers();
				CallbackReceiver well = CallbackReceiver.start()) {
			long before = heap();
			// Services of other tests, which are kept for later, have such threads too.
			Set<Thread> others = Thread.getAllStackTraces().keySet();
			List<JobId> stuck = new ArrayList<>();
			for (int i = 0; i < HANGING; i++) {
				stuck.add(deliveries.add(hanging.url(i, Way.values()[i % Way.values().length])));
			}
			Eventually.within(PATIENCE, () -> assertThat(deliveries.turns.taken()).isEqualTo(HANGING));
			JobId healthy = deliveries.add(well.url());
			assertThat(well.take(healthy.toString(), PATIENCE)).isNotNull();
			Eventually.within(PATIENCE, () -> assertThat(deliveries.state(healthy)).isEqualTo("delivered"));
			assertThat(deliveries.turns.taken()).isEqualTo(HANGING);
			assertThat(deliveries.attempts()).isEqualTo(1);
			assertThat(threads(others)).isLessThanOrEqualTo(MOST_THREADS);
			assertThat(heap() - before).isLessThan(HANGING * MOST_FOR_ONE_ATTEMPT);
			deliveries.stop();
			assertThat(deliveries.handedBack()).isEqualTo(HANGING);
			assertThat(stuck).allSatisfy((job) -> assertThat(deliveries.state(job)).isEqualTo("pending"));
		}
	}

	@ParameterizedTest
	@EnumSource(Database.class)
	void receiverThatHangsBecomesADeadLetterWithItsReason(Database kind) throws Exception {
		try (Deliveries deliveries = new Deliveries(kind, Duration.ofSeconds(3), Duration.ofSeconds(30));
				HangingReceivers hanging = new HangingReceivers()) {
			Map<Way, JobId> jobs = new LinkedHashMap<>();
			for (Way way : Way.values()) {
				jobs.put(way, deliveries.add(hanging.url(way.ordinal(), way)));
			}
			jobs.forEach((way, job) -> {
				Eventually.within(PATIENCE, () -> assertThat(deliveries.state(job)).isEqualTo("dead_letter"));
				assertThat(deliveries.error(job)).as(way.name())
					.isEqualTo(
							(way == Way.LOOKUP) ? "UnknownHostException: hanging0.test could not be looked up in time"
									: "timed out after 3 s");
			});
			assertThat(deliveries.turns.taken()).isZero();
			assertThat(deliveries.entries()).isZero();
		}
	}

	private static long threads(Set<Thread> others) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !others.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("delivery-") || name.startsWith("callback-"))
			.count();
	}

	private static long heap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/**
	 * Where deliveries are kept.
	 */
	private enum Database {

		H2(TestDatabase::h2), POSTGRES(TestDatabase::postgres);

		private final Supplier<TestDatabase> open;

		Database(Supplier<TestDatabase> open) {
			this.open = open;
		}

	}

	/**
	 * All that delivers callbacks, on a database of its own.
	 */
	private final class Deliveries implements AutoCloseable {

		final ReceiverTurns turns = new ReceiverTurns(768, 48, HangingReceiversTests.this.clock);

		private final TestDatabase database;

		private final JdbcClient jdbc;

		private final DestinationGuard guard = new DestinationGuard(CallbackProperties.PURPOSE,
				new AddressRules(PrivateNetworks.ALLOW, false, AllowedHosts.valueOf("")), false,
				new FakeHostResolver());

		private final AttemptSender sender;

		private final DeliveryTable table;

		private final RealQueues queues;

		private final WorkQueue queue;

		Deliveries(Database kind, Duration timeout, Duration grace) {
			Clock time = HangingReceiversTests.this.clock;
			this.database = kind.open.get();
			this.jdbc = this.database.jdbc();
			this.table = new DeliveryTable(this.jdbc, time);
			this.sender = new AttemptSender(this.guard, timeout);
			AttemptPlan plan = new AttemptPlan(RetrySchedule.parse("1"), 1, LateRetries.valueOf(""), () -> 0L, time);
			DeliveryRunner runner = new DeliveryRunner(this.table, this.sender, new TunnelRewrite(false, "unused"),
					new AttemptRecorder(this.table, new DeliveryEvents((events) -> {
					}), plan, (job) -> true, new KeepingTests.Keeping(this.jdbc), this.database.transactions(), time),
					this.turns, (job) -> {
						throw new IllegalStateException("No link expires");
					}, new LargeImages(), HangingReceiversTests.this.json, time);
			this.queues = RealQueues.on(this.database.dataSource(), time, grace);
			this.queue = this.queues.queues()
				.create(new WorkQueues.Settings("delivery", 8, 1, false, List.of()), runner);
			this.queues.start();
		}

		JobId add(String url) {
			JobId job = JobId.random();
			this.jdbc.sql("""
					insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
						items_total, fallbacks, run, attempts, crashes, worked_ms, created_at)
					values (:id, 'image_b64', 'finished', 'completed', false, 'o', '{}', 1, 0, 1, 0, 1, 1, 0, 1, :now)
					""")
				.param("id", job.value())
				.param("now", HangingReceiversTests.this.clock.instant().atOffset(ZoneOffset.UTC))
				.update();
			Map<String, Object> fields = new LinkedHashMap<>();
			fields.put("job_id", job.toString());
			fields.put("result_image_base64", PayloadId.random());
			fields.put("result_mime_type", "image/png");
			FixedBody body = FixedBody.of(new CallbackMessage(Collections.unmodifiableMap(fields), null),
					HangingReceiversTests.this.json);
			this.table.insert(new Delivery(job, "owner", URI.create(url), "completed", body, 0, 0, null, null));
			this.queue.add(job.toString(), HangingReceiversTests.this.clock.instant());
			return job;
		}

		String state(JobId job) {
			return this.jdbc.sql("select state from delivery where job_id = :job")
				.param("job", job.value())
				.query(String.class)
				.single();
		}

		String error(JobId job) {
			return this.jdbc.sql("select error from delivery_attempt where job_id = :job")
				.param("job", job.value())
				.query(String.class)
				.single();
		}

		int attempts() {
			return count("select count(*) from delivery_attempt");
		}

		int entries() {
			return count("select count(*) from delivery_queue");
		}

		int handedBack() {
			return count("select count(*) from delivery_queue where picked = false");
		}

		private int count(String sql) {
			return this.jdbc.sql(sql).query(Integer.class).single();
		}

		void stop() {
			this.queues.close();
		}

		@Override
		public void close() {
			this.queues.close();
			this.sender.close();
			this.guard.close();
			this.database.close();
		}

	}

	/**
	 * A store that has every image.
	 */
	private static final class LargeImages implements PayloadStore {

		@Override
		public InputStream open(PayloadId id) {
			return new Zeros(LARGE);
		}

		@Override
		public long length(PayloadId id) {
			return LARGE;
		}

		@Override
		public PayloadWriter create() throws IOException {
			throw new IOException("Every image is there");
		}

		@Override
		public void delete(PayloadId id) {
			throw new UnsupportedOperationException("Every image stays");
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			throw new UnsupportedOperationException("Every image stays");
		}

	}

}
