package io.wxomedia.videowebhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What came to the webhook, in the database.
 */
class WebhookTable {

	private static final int AT_ONE_TIME = 500;

	private final JdbcClient jdbc;

	WebhookTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	boolean isKnown(String eventKey, UUID except) {
		return this.jdbc.sql("select count(*) from video_webhook where event_key = :key and id <> :id")
			.param("key", eventKey)
			.param("id", except)
			.query(Integer.class)
			.single() > 0;
	}

	/**
	 * Write down what became of something, in place of what was written of it before.
	 * @param webhook what it is
	 * @param eventKey recognises it when it comes again, or {@code null} if it may have
	 * its effect then
	 */
	void write(Webhook webhook, @Nullable String eventKey) {
		int updated = this.jdbc.sql("""
				update video_webhook set event_key = :key, job_id = :job, status = :status, outcome = :outcome,
					reason = :reason
				where id = :id
				""")
			.param("key", eventKey)
			.param("job", webhook.jobId())
			.param("status", webhook.status())
			.param("outcome", webhook.outcome().word())
			.param("reason", webhook.reason())
			.param("id", webhook.id())
			.update();
		if (updated == 0) {
			insert(webhook, eventKey);
		}
	}

	private void insert(Webhook webhook, @Nullable String eventKey) {
		this.jdbc
			.sql("""
					insert into video_webhook (id, received_at, event_key, webhook_id, job_id, status, outcome, reason, body)
					values (:id, :at, :key, :webhook, :job, :status, :outcome, :reason, :body)
					""")
			.param("id", webhook.id())
			.param("at", webhook.receivedAt().atOffset(ZoneOffset.UTC))
			.param("key", eventKey)
			.param("webhook", webhook.webhookId())
			.param("job", webhook.jobId())
			.param("status", webhook.status())
			.param("outcome", webhook.outcome().word())
			.param("reason", webhook.reason())
			.param("body", webhook.body())
			.update();
	}

	Optional<Webhook> find(UUID id) {
		return this.jdbc.sql("select * from video_webhook where id = :id")
			.param("id", id)
			.query((row, index) -> webhook(row, row.getString("body")))
			.optional();
	}

	/**
	 * Return what came, newest first and without bodies.
	 * @param before what comes after this in that order, or {@code null} to begin with
	 * the newest
	 */
	List<Webhook> page(@Nullable Place before, int limit) {
		String from = (before != null) ? "where (received_at < :at or (received_at = :at and id < :id))" : "";
		JdbcClient.StatementSpec query = this.jdbc.sql("""
				select id, received_at, webhook_id, job_id, status, outcome, reason from video_webhook %s
				order by received_at desc, id desc limit :limit
				""".formatted(from)).param("limit", limit);
		if (before != null) {
			query = query.param("at", before.at().atOffset(ZoneOffset.UTC)).param("id", before.id());
		}
		return query.query((row, index) -> webhook(row, null)).list();
	}

	int countSince(Instant since) {
		return this.jdbc.sql("select count(*) from video_webhook where received_at >= :since")
			.param("since", since.atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single();
	}

	int removeBefore(Instant before) {
		return this.jdbc.sql("delete from video_webhook where received_at < :before")
			.param("before", before.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * Keep what came within bounds: the oldest rows go first, and before them the oldest
	 * bodies.
	 * @param mostRows how many rows stay
	 * @param mostBytes how many bytes all bodies that stay have together
	 */
	void keep(int mostRows, long mostBytes) {
		List<UUID> bodiless = new ArrayList<>();
		List<UUID> gone = new ArrayList<>();
		long[] all = { 0, 0 };
		// In bytes: PostgreSQL would have to read each body to count its characters.
		this.jdbc.sql(
				"select id, coalesce(octet_length(body), 0) length from video_webhook order by received_at desc, id desc")
			.query((row) -> {
				UUID id = row.getObject("id", UUID.class);
				long length = row.getLong("length");
				all[0]++;
				all[1] += length;
				if (all[0] > mostRows) {
					gone.add(id);
				}
				else if (all[1] > mostBytes && length > 0) {
					bodiless.add(id);
				}
			});
		each(bodiless, "update video_webhook set body = null where id in (:ids)");
		each(gone, "delete from video_webhook where id in (:ids)");
	}

	private void each(List<UUID> ids, String sql) {
		for (int from = 0; from < ids.size(); from += AT_ONE_TIME) {
			this.jdbc.sql(sql).param("ids", ids.subList(from, Math.min(from + AT_ONE_TIME, ids.size()))).update();
		}
	}

	private static Webhook webhook(ResultSet row, @Nullable String body) throws SQLException {
		return new Webhook(row.getObject("id", UUID.class),
				row.getObject("received_at", OffsetDateTime.class).toInstant(), row.getString("webhook_id"),
				row.getString("job_id"), row.getString("status"),
				Webhook.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)), row.getString("reason"),
				body);
	}

	/**
	 * Where a page ends.
	 *
	 * @param at when the last of it came
	 * @param id what it was
	 */
	record Place(Instant at, UUID id) {

	}

}
