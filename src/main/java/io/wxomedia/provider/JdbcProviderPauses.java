package io.wxomedia.provider;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link ProviderPauses} in the database: one row for each model.
 */
class JdbcProviderPauses implements ProviderPauses {

	private static final OffsetDateTime NEVER = Instant.EPOCH.atOffset(ZoneOffset.UTC);

	private final JdbcClient jdbc;

	private final Clock clock;

	JdbcProviderPauses(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	@Override
	public Standing of(String model) {
		return this.jdbc.sql("""
				select max(case when model = :model then paused_until end) as paused_until,
					max(case when model = :model then down_since end) as down_since, max(resumed_at) as resumed_at
				from provider_pause
				""").param("model", model).query((row, index) -> {
			Instant resumedAt = instant(row, "resumed_at");
			return new Standing(instant(row, "paused_until"), instant(row, "down_since"),
					(resumedAt != null) ? resumedAt : Instant.MIN);
		}).single();
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	@Override
	public void pause(String model, Instant until) {
		requireRow(model);
		this.jdbc.sql("update provider_pause set paused_until = :until where model = :model and paused_until < :until")
			.param("model", model)
			.param("until", until.atOffset(ZoneOffset.UTC))
			.update();
	}

	@Override
	public void outage(String model, @Nullable Instant since) {
		if (since != null) {
			requireRow(model);
		}
		this.jdbc.sql("update provider_pause set down_since = :since where model = :model")
			.param("model", model)
			.param("since", (since != null) ? since.atOffset(ZoneOffset.UTC) : null)
			.update();
	}

	@Override
	public void resume(String model) {
		requireRow(model);
		this.jdbc.sql("""
				update provider_pause set resumed_at = :now, paused_until = least(paused_until, :now), down_since = null
				where model = :model
				""").param("model", model).param("now", this.clock.instant().atOffset(ZoneOffset.UTC)).update();
	}

	private void requireRow(String model) {
		this.jdbc.sql("""
				insert into provider_pause (model, paused_until) values (:model, :never)
				on conflict do nothing
				""").param("model", model).param("never", NEVER).update();
	}

}
