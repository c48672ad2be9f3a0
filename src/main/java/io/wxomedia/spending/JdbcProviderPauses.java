package io.wxomedia.spending;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link ProviderPauses} in the database.
 */
class JdbcProviderPauses implements ProviderPauses {

	private final JdbcClient jdbc;

	JdbcProviderPauses(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Override
	public Optional<Instant> until(String model) {
		return this.jdbc.sql("select paused_until from provider_pause where model = :model")
			.param("model", model)
			.query(OffsetDateTime.class)
			.optional()
			.map(OffsetDateTime::toInstant);
	}

	@Override
	public void pause(String model, Instant until) {
		if (until(model).isEmpty()) {
			try {
				this.jdbc.sql("insert into provider_pause (model, paused_until) values (:model, :until)")
					.param("model", model)
					.param("until", until.atOffset(ZoneOffset.UTC))
					.update();
				return;
			}
			catch (DuplicateKeyException ex) {
				// Another job was a little faster; the later end counts.
			}
		}
		this.jdbc.sql("update provider_pause set paused_until = :until where model = :model and paused_until < :until")
			.param("model", model)
			.param("until", until.atOffset(ZoneOffset.UTC))
			.update();
	}

}
