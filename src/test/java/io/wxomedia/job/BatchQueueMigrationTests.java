package io.wxomedia.job;

import java.util.UUID;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that batches of the version before go on in the queue of their own.
 */
class BatchQueueMigrationTests {

	@Test
	void batchesThatWaitMoveAndEverythingElseStays() {
		JdbcDataSource source = new JdbcDataSource();
		source.setURL("jdbc:h2:mem:" + System.identityHashCode(this)
				+ ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
		FluentConfiguration flyway = Flyway.configure().dataSource(source);
		flyway.target("8").load().migrate();
		JdbcClient jdbc = JdbcClient.create(source);
		UUID waiting = job(jdbc, "batch", false);
		UUID running = job(jdbc, "batch", true);
		UUID single = job(jdbc, "image_b64", false);
		flyway.target("latest").load().migrate();
		assertThat(jdbc.sql("select task_name || ' ' || task_instance from batch_job_queue").query(String.class).list())
			.containsExactly("batch_job " + waiting);
		assertThat(jdbc.sql("select task_instance from job_queue").query(String.class).list())
			.containsExactlyInAnyOrder(running.toString(), single.toString());
	}

	private static UUID job(JdbcClient jdbc, String kind, boolean picked) {
		UUID id = UUID.randomUUID();
		jdbc.sql("""
				insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
					fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, :kind, 'queued', false, '', '{}', 0, 0, 1, 0, 1, 0, 0, 0, current_timestamp)
				""").param("id", id).param("kind", kind).update();
		jdbc.sql("""
				insert into job_queue (task_name, task_instance, execution_time, picked, version)
				values ('job', :id, current_timestamp, :picked, 1)
				""").param("id", id.toString()).param("picked", picked).update();
		return id;
	}

}
