package io.wxomedia.submission;

import java.time.Clock;
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

	private final JobRecords jobs = new JobRecords(this.jdbc);

	private final JobLife life = new JobLife(this.jdbc, (events) -> {
	}, Clock.systemUTC());

	private final Admission admission = new Admission(this.jobs, DiskSpace.unlimited(), 100);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void bytesThatWaitAreBoundedWithThoseThatArrive() {
		insert(40);
		Admission.Place arriving = this.admission.admit(30);
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.admission.admit(31))
			.withMessageContaining("MAX_QUEUED_BYTES");
		this.admission.admit(30).close();
		arriving.room(10);
		this.admission.admit(50).close();
		arriving.close();
		this.admission.admit(60).close();
	}

	@Test
	void jobsThatRunOrAreFinishedDoNotWait() {
		insert(40);
		insert(50);
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.admission.admit(20));
		this.jdbc.sql("update job set state = 'running' where input_bytes = 40").update();
		this.admission.admit(50).close();
		assertThat(this.jobs.space()).isEqualTo(new JobSpace(1, 50, 14));
		this.jdbc.sql("update job set state = 'finished'").update();
		assertThat(this.jobs.space()).isEqualTo(new JobSpace(0, 0, 0));
		this.admission.admit(100).close();
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
						return this.admission.admit(30);
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

	private void insert(long bytes) {
		this.life.accept(JobId.random(),
				new NewJob("fake", "owner", null, null, "{}", null, 1, null, new NewJob.Room(bytes, 7)));
	}

}
