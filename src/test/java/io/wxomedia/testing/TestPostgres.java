package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * A PostgreSQL server for a whole service, which a test class has for itself.
 */
public final class TestPostgres {

	private static final String NAME = "postgres";

	private TestPostgres() {
	}

	/**
	 * Start a server.
	 * @return the server, which ends with this process at the latest
	 */
	public static EmbeddedPostgres start() {
		try {
			return EmbeddedPostgres.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("PostgreSQL did not start", ex);
		}
	}

	/**
	 * Have the tested service use a server.
	 * @param server the server
	 * @param settings the settings of the service
	 */
	public static void use(EmbeddedPostgres server, DynamicPropertyRegistry settings) {
		settings.add("SPRING_DATASOURCE_URL", () -> server.getJdbcUrl(NAME, NAME));
		settings.add("SPRING_DATASOURCE_USERNAME", () -> NAME);
		settings.add("SPRING_DATASOURCE_PASSWORD", () -> NAME);
	}

}
