package io.wxomedia.submission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.NewJob;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.testing.NoFigures;
import io.wxomedia.web.Refusal;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link IdempotencyKeys} as {@link DurableJobs} uses them.
 */
class IdempotencyKeysTests {

	private final MovableClock clock = new MovableClock();

	private final List<String> queued = new ArrayList<>();

	private final JdbcDataSource dataSource = new JdbcDataSource();

	private final Jobs jobs = jobs();

	private Jobs jobs() {
		this.dataSource.setURL("jdbc:h2:mem:" + System.identityHashCode(this)
				+ ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
		Flyway.configure().dataSource(this.dataSource).load().migrate();
		JdbcClient jdbc = JdbcClient.create(this.dataSource);
		WorkQueue queue = new RecordingQueue();
		JobRecords records = new JobRecords(jdbc);
		return new DurableJobs(new QueueRoom(records), new Turns(records, new NoFigures()),
				new JobLife(jdbc, (events) -> {
				}, this.clock), new IdempotencyKeys(jdbc), (kind) -> queue, List.of(), List.of(),
				new TransactionTemplate(new JdbcTransactionManager(this.dataSource)),
				new JobProperties(1000, DataSize.ofGigabytes(2), Duration.ofDays(7), Duration.ZERO, 10), this.clock);
	}

	@Test
	void keyIsKnownFor24Hours() {
		JobId first = this.jobs.accept(job("owner", "key", "a")).id();
		this.clock.advance(Duration.ofHours(24));
		assertThat(this.jobs.accept(job("owner", "key", "a"))).isEqualTo(new Jobs.Accepted(first, true));
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.jobs.accept(job("owner", "key", "b")))
			.withMessageContaining("24 hours");
		assertThat(this.queued).containsExactly(first.toString());
	}

	@Test
	void keyIsFreeAfter24Hours() {
		JobId first = this.jobs.accept(job("owner", "key", "a")).id();
		this.clock.advance(Duration.ofHours(24).plusMillis(1));
		Jobs.Accepted second = this.jobs.accept(job("owner", "key", "b"));
		assertThat(second.repeated()).isFalse();
		assertThat(second.id()).isNotEqualTo(first);
		this.clock.advance(Duration.ofHours(23));
		assertThat(this.jobs.accept(job("owner", "key", "b"))).isEqualTo(new Jobs.Accepted(second.id(), true));
		assertThat(this.queued).containsExactly(first.toString(), second.id().toString());
	}

	@Test
	void keyBelongsToItsOwner() {
		JobId first = this.jobs.accept(job("owner", "key", "a")).id();
		Jobs.Accepted other = this.jobs.accept(job("other", "key", "b"));
		assertThat(other.repeated()).isFalse();
		assertThat(other.id()).isNotEqualTo(first);
	}

	@Test
	void keyIsComparedExactly() {
		this.jobs.accept(job("owner", "key", "a"));
		for (String other : List.of("KEY", "key ", "ke", "keys")) {
			assertThat(this.jobs.accept(job("owner", other, "b")).repeated()).as(other).isFalse();
		}
	}

	private static NewJob job(String owner, String key, String fingerprint) {
		return new NewJob("image_b64", owner, null, null, "{}", null, 1, new NewJob.Idempotency(key, fingerprint));
	}

	/**
	 * A queue that runs nothing.
	 */
	private final class RecordingQueue implements WorkQueue {

		@Override
		public void remove(String entry) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void add(String id, Instant notBefore) {
			IdempotencyKeysTests.this.queued.add(id);
		}

		@Override
		public void reschedule(String id, Instant notBefore) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int hasten(Collection<String> ids, Instant latest) {
			throw new UnsupportedOperationException("Nothing waits");
		}

		@Override
		public Optional<Place> place(String id) {
			throw new UnsupportedOperationException("Nobody asks");
		}

	}

	/**
	 * A clock that is moved by hand.
	 */
	private static final class MovableClock extends Clock {

		private Instant now = Instant.parse("2026-11-20T10:00:00Z");

		void advance(Duration time) {
			this.now = this.now.plus(time);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			throw new UnsupportedOperationException();
		}

	}

}
