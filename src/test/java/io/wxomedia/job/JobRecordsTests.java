package io.wxomedia.job;

import java.net.URI;
import java.time.Clock;

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

}
