package io.wxomedia.videowebhook;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookTable}.
 */
class WebhookTableTests {

	private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

	private final TestDatabase database = TestDatabase.h2();

	private final WebhookTable table = new WebhookTable(this.database.jdbc());

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whatIsKeptIsBounded() {
		UUID[] ids = new UUID[6];
		for (int i = 0; i < ids.length; i++) {
			ids[i] = UUID.randomUUID();
			this.table.write(new Webhook(ids[i], START.plusSeconds(i), null, null, null, Webhook.Outcome.UNKNOWN_JOB,
					null, (i == 5) ? null : "x".repeat(100)), null);
		}
		this.table.keep(6, 500);
		assertThat(this.table.page(null, 10)).hasSize(6);
		assertThat(body(ids[0])).isPresent();
		this.table.keep(4, 250);
		assertThat(this.table.page(null, 10)).extracting(Webhook::id).containsExactly(ids[5], ids[4], ids[3], ids[2]);
		assertThat(body(ids[4])).isPresent();
		assertThat(body(ids[3])).isPresent();
		assertThat(body(ids[2])).isEmpty();
		this.table.keep(1, 0);
		assertThat(this.table.page(null, 10)).extracting(Webhook::id).containsExactly(ids[5]);
	}

	@Test
	void boundIsOneOfBytes() {
		UUID id = UUID.randomUUID();
		this.table.write(new Webhook(id, START, null, null, null, Webhook.Outcome.UNKNOWN_JOB, null, "é".repeat(60)),
				null);
		this.table.keep(10, 120);
		assertThat(body(id)).isPresent();
		this.table.keep(10, 119);
		assertThat(body(id)).isEmpty();
	}

	private Optional<String> body(UUID id) {
		return this.table.find(id).map(Webhook::body);
	}

}
