package io.wxomedia.submission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobSpace;
import io.wxomedia.job.NewJob;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Admission} and the bytes that wait.
 */
class AdmissionTests {

	private final TestDatabase database = TestDatabase.h2();

	private final JdbcClient jdbc = this.database.jdbc();

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-27T08:00:00Z"));

	private final JobRecords jobs = new JobRecords(this.jdbc);

	private final JobLife life = new JobLife(this.jdbc, (events) -> {
	}, this.clock);

	private final Admission admission = new Admission(new QueueRoom(this.jobs), new IdempotencyKeys(this.jdbc),
			DiskSpace.unlimited(), 100, this.clock);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void bytesThatWaitAreBoundedWithThoseThatArrive() {
		insert(40);
		Admission.Place arriving = admit(30);
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> admit(31)).withMessageContaining("MAX_QUEUED_BYTES");
		admit(30).close();
		arriving.room(10);
		admit(50).close();
		arriving.close();
		admit(60).close();
	}

	@Test
	void jobsThatRunOrAreFinishedDoNotWait() {
		insert(40);
		insert(50);
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> admit(20));
		this.jdbc.sql("update job set state = 'running' where input_bytes = 40").update();
		admit(50).close();
		assertThat(this.jobs.space()).isEqualTo(new JobSpace(1, 1, 50, 14));
		this.jdbc.sql("update job set state = 'finished'").update();
		assertThat(this.jobs.space()).isEqualTo(new JobSpace(0, 0, 0, 0));
		admit(100).close();
	}

	@Test
	@Timeout(60)
	void placesAtTheSameMomentNeverExceedTheBound() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			List<Future<Admission.Place>> asked = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				asked.add(callers.submit(() -> {
					try {
						return admit(30);
					}
					catch (Refusal ex) {
						return null;
					}
				}));
			}
			int taken = 0;
			for (Future<Admission.Place> place : asked) {
				taken += (place.get() != null) ? 1 : 0;
			}
			assertThat(taken).isLessThanOrEqualTo(3);
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void bodyOfUnknownLengthTakesItsPlaceAsItArrives() throws IOException {
		Admission small = new Admission(new QueueRoom(this.jobs), new IdempotencyKeys(this.jdbc), DiskSpace.unlimited(),
				1_000_000, this.clock);
		insert(400_000);
		try (Admission.Place place = small.admit(0, "owner", null)) {
			InputStream body = place.grow(new ByteArrayInputStream(new byte[2_000_000]), 10_000_000);
			assertThat(body.readNBytes(400_000)).hasSize(400_000);
			small.admit(300_000, "owner", null).close();
			assertThatExceptionOfType(Refusal.class).isThrownBy(() -> small.admit(300_001, "owner", null));
			assertThat(body.readNBytes(400_000)).hasSize(400_000);
			assertThatExceptionOfType(Refusal.class).isThrownBy(body::readAllBytes)
				.withMessageContaining("MAX_QUEUED_BYTES");
		}
		small.admit(600_000, "owner", null).close();
	}

	@Test
	void whatCannotBeTheImageTakesNoPlace() throws IOException {
		try (Admission.Place place = admit(0)) {
			InputStream body = place.grow(new ByteArrayInputStream(new byte[2_000_000]), 60);
			assertThat(body.readAllBytes()).hasSize(2_000_000);
			admit(40).close();
			assertThatExceptionOfType(Refusal.class).isThrownBy(() -> admit(41));
			place.room(10);
			admit(90).close();
		}
		admit(100).close();
	}

	@Test
	void requestThatWasAcceptedBeforeNeedsNoPlaceInTheQueue() {
		JobId accepted = insert(90);
		IdempotencyKeys keys = new IdempotencyKeys(this.jdbc);
		keys.insert("owner", new NewJob.Idempotency("known", "f"), accepted, this.clock.instant(),
				IdempotencyKeys.KEPT);
		this.admission.admit(20, "owner", "known").close();
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.admission.admit(20, "owner", "new"));
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.admission.admit(20, "somebody", "known"));
		this.clock.advance(Duration.ofHours(25));
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.admission.admit(20, "owner", "known"));
	}

	/**
	 * Otherwise adding up a long queue would read every job in it.
	 */
	@Test
	void queueIsAddedUpFromTheIndexAlone() {
		String plan = this.jdbc
			.sql("explain select count(*), sum(input_bytes), sum(result_bytes) from job"
					+ " where state in ('queued', 'running')")
			.query(String.class)
			.single();
		assertThat(plan).containsIgnoringCase("job_state_idx");
	}

	private Admission.Place admit(long bytes) {
		return this.admission.admit(bytes, "owner", null);
	}

	private JobId insert(long bytes) {
		JobId id = JobId.random();
		this.life.accept(id, new NewJob("fake", "owner", null, null, "{}", null, 1, null, new NewJob.Room(bytes, 7)));
		return id;
	}

}
