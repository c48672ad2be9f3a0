package io.wxomedia.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the migration that brings reasons of fallbacks makes of the jobs that it finds.
 */
class FallbackReasonMigrationTests {

	private static final Path SCRIPT = Path.of("src/main/resources/db/migration/V12__reasons_and_estimates.sql");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void earlierFallbacksAreGivenTheReasonThatTheLedgerTells(boolean postgres) throws IOException {
		try (TestDatabase database = postgres ? TestDatabase.postgres() : TestDatabase.h2()) {
			JdbcClient jdbc = database.jdbc();
			UUID refused = job(jdbc, "image_b64", 1);
			call(jdbc, refused, 0, "BILLING_LIMIT");
			UUID tooDear = job(jdbc, "image_cos", 1);
			call(jdbc, tooDear, 0, "RETRYABLE");
			UUID edited = job(jdbc, "image_cos", 0);
			call(jdbc, edited, 0, "COMPLETED");
			UUID mixed = job(jdbc, "batch", 2);
			item(jdbc, mixed, 1, true);
			call(jdbc, mixed, 1, "BILLING_LIMIT");
			item(jdbc, mixed, 2, true);
			item(jdbc, mixed, 3, false);
			UUID limited = job(jdbc, "batch", 1);
			item(jdbc, limited, 1, true);
			call(jdbc, limited, 1, "BILLING_LIMIT");
			migrate(jdbc);
			assertThat(reason(jdbc, "job", refused, 0)).isEqualTo("openai_billing_limit");
			assertThat(reason(jdbc, "job", tooDear, 0)).isEqualTo("daily_budget");
			assertThat(reason(jdbc, "job", edited, 0)).isNull();
			assertThat(reason(jdbc, "job", mixed, 0)).isEqualTo("daily_budget, openai_billing_limit");
			assertThat(reason(jdbc, "job", limited, 0)).isEqualTo("openai_billing_limit");
			assertThat(reason(jdbc, "item", mixed, 1)).isEqualTo("openai_billing_limit");
			assertThat(reason(jdbc, "item", mixed, 2)).isEqualTo("daily_budget");
			assertThat(reason(jdbc, "item", mixed, 3)).isNull();
			assertThat(reason(jdbc, "delivery", mixed, 0)).isEqualTo("daily_budget, openai_billing_limit");
			assertThat(reason(jdbc, "delivery", edited, 0)).isNull();
			assertThat(reason(jdbc, "wait", refused, 0)).isEqualTo("openai_billing_limit");
			assertThat(reason(jdbc, "wait", tooDear, 0)).isEqualTo("daily_budget");
			assertThat(reason(jdbc, "wait", edited, 0)).isNull();
		}
	}

	private static void migrate(JdbcClient jdbc) throws IOException {
		long updates = Arrays.stream(Files.readString(SCRIPT).split(";"))
			.map(String::strip)
			.filter((statement) -> statement.startsWith("update"))
			.peek((statement) -> jdbc.sql(statement).update())
			.count();
		assertThat(updates).isEqualTo(6);
	}

	private static UUID job(JdbcClient jdbc, String kind, int fallbacks) {
		UUID id = UUID.randomUUID();
		jdbc.sql("""
				insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, :kind, 'finished', 'completed', false, 'o', '{}', 1, 0, 1, :fallbacks, 1, 1, 0, 1, :now)
				""").param("id", id).param("kind", kind).param("fallbacks", fallbacks).param("now", now()).update();
		jdbc.sql(
				"""
						insert into delivery (job_id, url, verdict, field_names, body_head, body_tail, state, attempts, created_at)
						values (:id, 'http://example.com/', 'completed', '', '', '', 'pending', 0, :now)
						""")
			.param("id", id)
			.param("now", now())
			.update();
		jdbc.sql("""
				insert into storage_wait (job_id, item, fallback, tries, failed_at, due_at)
				values (:id, 0, :fallback, 1, :now, :now)
				""").param("id", id).param("fallback", fallbacks > 0).param("now", now()).update();
		return id;
	}

	private static void item(JdbcClient jdbc, UUID job, int number, boolean fallback) {
		jdbc.sql("""
				insert into job_item (job_id, number, item_key, target, state, fallback)
				values (:job, :number, 'key', 'target', 'completed', :fallback)
				""").param("job", job).param("number", number).param("fallback", fallback).update();
	}

	private static void call(JdbcClient jdbc, UUID job, int item, String outcome) {
		jdbc.sql("""
				insert into provider_call (id, job_id, item, run, model, outcome, started_at)
				values (:id, :job, :item, 1, 'model', :outcome, :now)
				""")
			.param("id", UUID.randomUUID())
			.param("job", job)
			.param("item", item)
			.param("outcome", outcome)
			.param("now", now())
			.update();
	}

	private static @Nullable String reason(JdbcClient jdbc, String of, UUID job, int item) {
		String sql = "select fallback_reason as reason from " + switch (of) {
			case "job" -> "job where id = :job";
			case "item" -> "job_item where job_id = :job and number = " + item;
			case "wait" -> "storage_wait where job_id = :job";
			default -> "delivery where job_id = :job";
		};
		return (String) jdbc.sql(sql).param("job", job).query().singleRow().get("reason");
	}

	private static Object now() {
		return Instant.parse("2026-11-27T10:00:00Z").atOffset(ZoneOffset.UTC);
	}

}
