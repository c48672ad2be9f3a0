package io.wxomedia.provider;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link ProviderPauses} in the database: one row for each model.
 */
class JdbcProviderPauses implements ProviderPauses {

	private static final OffsetDateTime NEVER = Instant.EPOCH.atOffset(ZoneOffset.UTC);

	private static final Standing UNKNOWN = new Standing(null, null, Instant.MIN);

	private final JdbcClient jdbc;

	private final Clock clock;

	JdbcProviderPauses(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	@Override
	public Standing of(ProviderModel model) {
		return this.jdbc.sql("""
				select paused_until, down_since, resumed_at from provider_standing
				where provider = :provider and model = :model
				""")
			.param("provider", model.provider())
			.param("model", model.model())
			.query((row, index) -> standing(row))
			.optional()
			.orElse(UNKNOWN);
	}

	private static Standing standing(ResultSet row) throws SQLException {
		Instant resumedAt = instant(row, "resumed_at");
		return new Standing(instant(row, "paused_until"), instant(row, "down_since"),
				(resumedAt != null) ? resumedAt : Instant.MIN);
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	@Override
	public List<ProviderModel> keptBack(Instant now) {
		return this.jdbc.sql("""
				select provider, model from provider_standing
				where paused_until > :now or down_since is not null order by provider, model
				""")
			.param("now", now.atOffset(ZoneOffset.UTC))
			.query((row, index) -> new ProviderModel(row.getString("provider"), row.getString("model")))
			.list();
	}

	@Override
	public void pause(ProviderModel model, Instant until) {
		requireRow(model);
		this.jdbc.sql("""
				update provider_standing set paused_until = :until
				where provider = :provider and model = :model and paused_until < :until
				""")
			.param("provider", model.provider())
			.param("model", model.model())
			.param("until", until.atOffset(ZoneOffset.UTC))
			.update();
	}

	@Override
	public void outage(ProviderModel model, @Nullable Instant since) {
		if (since != null) {
			requireRow(model);
		}
		this.jdbc.sql("update provider_standing set down_since = :since where provider = :provider and model = :model")
			.param("provider", model.provider())
			.param("model", model.model())
			.param("since", (since != null) ? since.atOffset(ZoneOffset.UTC) : null)
			.update();
	}

	@Override
	public void resume(ProviderModel model) {
		requireRow(model);
		this.jdbc.sql("""
				update provider_standing
				set resumed_at = :now, paused_until = least(paused_until, :now), down_since = null
				where provider = :provider and model = :model
				""")
			.param("provider", model.provider())
			.param("model", model.model())
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.update();
	}

	private void requireRow(ProviderModel model) {
		this.jdbc.sql("""
				insert into provider_standing (provider, model, paused_until) values (:provider, :model, :never)
				on conflict do nothing
				""").param("provider", model.provider()).param("model", model.model()).param("never", NEVER).update();
	}

}
