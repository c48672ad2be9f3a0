package io.wxomedia.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A log in a database, with jobs to write of.
 */
class LogFixture {

	static final Instant START = Instant.parse("2026-11-27T08:00:00Z");

	private final TestDatabase database;

	LogFixture(TestDatabase database) {
		this.database = database;
	}

	/**
	 * Another instance's view of the log.
	 */
	EventTable table() {
		return table(new JdbcTemplate(this.database.dataSource()));
	}

	/**
	 * A view of the log through a connection, or through something that looks on.
	 */
	EventTable table(JdbcTemplate operations) {
		return new EventTable(operations,
				new Numbering(operations, this.database.transactions(), this.database.isEmbedded()),
				JsonMapper.builder().build(), new MovableClock(START));
	}

	UUID job(String owner) {
		UUID job = UUID.randomUUID();
		this.database.jdbc().sql("""
				insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
					fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'batch', 'queued', false, :owner, '{}', 0, 0, 0, 0, 0, 0, 0, 0, :now)
				""").param("id", job).param("owner", owner).param("now", START.atOffset(ZoneOffset.UTC)).update();
		return job;
	}

	static NewEvent event(UUID job, String owner, int number) {
		return new NewEvent(job, owner, EventType.PROGRESS, Map.of("number", number));
	}

	static NewEvent last(UUID job, String owner) {
		return new NewEvent(job, owner, EventType.DONE, Map.of("verdict", "completed"), true);
	}

}
