package io.wxomedia.testing;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a running service still has to do. Tests that share a service wait for its end:
 * otherwise a job of one test finds the workers busy with those of another, or a callback
 * of one test takes the answer that was meant for another's.
 */
public class UnfinishedWork {

	private final JdbcClient jdbc;

	UnfinishedWork(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Wait until no job is open and no callback on its way.
	 * @param patience the longest to wait
	 */
	public void await(Duration patience) {
		Eventually.within(patience, () -> {
			assertThat(ids("select id from job where state <> 'finished'")).as("open jobs").isEmpty();
			assertThat(ids("select job_id from delivery where state = 'pending'")).as("pending callbacks").isEmpty();
		});
	}

	private List<UUID> ids(String sql) {
		return this.jdbc.sql(sql).query(UUID.class).list();
	}

}
