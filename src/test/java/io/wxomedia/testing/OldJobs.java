package io.wxomedia.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A database as it is after many jobs: what one real job left, many times over, with
 * other identifiers, twenty minutes older, and each a tenth of a second older than the
 * one before.
 */
public final class OldJobs {

	/**
	 * Tables in an order in which rows can be written, with the column that names the
	 * job.
	 */
	private static final Map<String, String> KEYS = Map.of("job", "id", "idempotency_key", "job_id", "job_item",
			"job_id", "job_event", "job_id", "delivery", "job_id", "delivery_attempt", "job_id", "provider_call",
			"job_id");

	/**
	 * What grows with each job, and is kept for a while.
	 */
	public static final List<String> TABLES = List.of("job", "idempotency_key", "job_item", "job_event", "delivery",
			"delivery_attempt", "provider_call");

	private OldJobs() {
	}

	/**
	 * Copy a finished job.
	 * @param dataSource the database, H2 or PostgreSQL
	 * @param job the job
	 * @param count how many copies to make
	 */
	public static void copy(DataSource dataSource, UUID job, int count) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.execute("create table old_job (id uuid primary key, number integer)");
		List<Object[]> copies = new ArrayList<>(count);
		for (int i = 1; i <= count; i++) {
			copies.add(new Object[] { UUID.randomUUID(), i });
		}
		jdbc.batchUpdate("insert into old_job (id, number) values (?, ?)", copies);
		for (String table : TABLES) {
			copy(jdbc, table, job);
		}
		copyPayloads(jdbc, job);
		jdbc.execute("drop table old_job");
		jdbc.execute("analyze");
	}

	private static void copy(JdbcTemplate jdbc, String table, UUID job) {
		insert(jdbc, table, "original." + KEYS.get(table) + " = ?", job);
	}

	/**
	 * The result, which stays as long as its job.
	 */
	private static void copyPayloads(JdbcTemplate jdbc, UUID job) {
		for (String table : List.of("payload", "payload_chunk")) {
			insert(jdbc, table, "original." + (table.equals("payload") ? "id" : "payload_id")
					+ " = (select result_payload from job where id = ?)", job);
		}
	}

	private static void insert(JdbcTemplate jdbc, String table, String condition, UUID job) {
		List<String> names = new ArrayList<>();
		List<String> values = new ArrayList<>();
		jdbc.query("""
				select column_name, data_type from information_schema.columns
				where table_schema = 'public' and table_name = ? and not (column_name = 'entry')
				""", (row) -> {
			String name = row.getString("column_name");
			names.add(name);
			values.add(value(table, name, row.getString("data_type")));
		}, table);
		jdbc.update("insert into " + table + " (" + String.join(", ", names) + ") select " + String.join(", ", values)
				+ " from " + table + " original cross join old_job where " + condition, job);
	}

	private static String value(String table, String column, String type) {
		return switch (column) {
			case "id", "job_id", "payload_id" -> "old_job.id";
			case "idempotency_key" -> "cast(old_job.id as varchar)";
			case "result_payload" ->
				table.equals("job") ? "case when result_payload is not null then old_job.id end" : "original." + column;
			// Before all that is there.
			case "seq" -> "original.seq - 100 * old_job.number";
			default -> type.equalsIgnoreCase("timestamp with time zone")
					? "original." + column + " - interval '20' minute - old_job.number * interval '0.1' second"
					: "original." + column;
		};
	}

}
