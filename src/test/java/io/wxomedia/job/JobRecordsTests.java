package io.wxomedia.job;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobRecords}.
 */
class JobRecordsTests {

	private final TestDatabase database = TestDatabase.h2();

	private final JobRecords records = new JobRecords(this.database.jdbc());

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void addressThatAnEarlierVersionTookIsStillRead() {
		URI url = URI.create("http://stra\u00dfe.example/\u00c3\u00a9");
		JobId id = JobId.random();
		new JobTable(this.database.jdbc(), Clock.systemUTC()).insert(id,
				new NewJob("fake", "owner", url, null, "{}", null, 1, null));
		assertThat(this.records.find(id)).hasValueSatisfying((found) -> assertThat(found.job().callbackUrl())
			.hasToString("http://stra\u00dfe.example/\u00c3\u00a9"));
	}

	@Test
	void stepsUsuallyTakeWhatTheyTookLately() {
		assertThat(this.records.usualSteps("workflow")).isEmpty();
		Instant begin = Instant.parse("2026-11-28T02:00:00Z");
		for (int seconds : new int[] { 10, 500, 30 }) {
			finished("workflow", "completed", false, begin, Duration.ofSeconds(seconds));
		}
		finished("other", "completed", false, begin, Duration.ofSeconds(1));
		finished("workflow", "failed", false, begin, Duration.ofSeconds(1));
		finished("workflow", "completed", true, begin, Duration.ofSeconds(1));
		finished("workflow", "completed", true, begin, Duration.ofSeconds(1));
		assertThat(this.records.usualSteps("workflow")).containsOnlyKeys("Make it")
			.containsEntry("Make it", Duration.ofSeconds(30));
		for (int i = 0; i < 20; i++) {
			finished("workflow", "completed", false, begin.plusSeconds(1000), Duration.ofSeconds(5));
		}
		assertThat(this.records.usualSteps("workflow")).containsEntry("Make it", Duration.ofSeconds(5));
	}

	private void finished(String kind, String verdict, boolean retries, Instant begin, Duration took) {
		JobId id = JobId.random();
		new JobTable(this.database.jdbc(), Clock.fixed(begin, ZoneOffset.UTC)).insert(id,
				new NewJob(kind, "owner", null, null, "{}", null, 1, null));
		ItemTable items = new ItemTable(this.database.jdbc());
		items.insert(id,
				List.of(new JobItems.NewItem("make", "Make it"), new JobItems.NewItem("never", "Never begun")));
		JobItem step = items.all(id, 1).get(0);
		items.save(id, step.processing(begin, 10).completed(begin.plus(took), null));
		this.database.jdbc()
			.sql("""
					update job set state = 'finished', verdict = :verdict, retries = :retries, finished_at = :at
					where id = :id
					""")
			.param("verdict", verdict)
			.param("retries", retries)
			.param("at", begin.plus(took).atOffset(ZoneOffset.UTC))
			.param("id", id.value())
			.update();
	}

}
