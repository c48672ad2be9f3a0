package io.wxomedia.platform;

import java.nio.file.Path;
import java.util.List;

import io.wxomedia.platform.DataDisk.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlatformAdvice}.
 */
class PlatformAdviceTests {

	private static final String EMBEDDED = "jdbc:h2:async:/data/db/media";

	private static final String POSTGRESQL = "jdbc:postgresql://db/media";

	@ParameterizedTest
	@CsvSource(textBlock = """
			CE_APP,                  TEMPORARY,    are lost
			CE_APP,                  UNKNOWN,      are lost
			CE_APP,                  OBJECT_STORE, will break
			CE_APP,                  VOLUME,       will break
			K_SERVICE,               TEMPORARY,    are lost
			K_SERVICE,               UNKNOWN,      are lost
			K_SERVICE,               OBJECT_STORE, will break
			K_SERVICE,               VOLUME,
			CONTAINER_APP_NAME,      TEMPORARY,    are lost
			CONTAINER_APP_NAME,      VOLUME,
			KUBERNETES_SERVICE_HOST, TEMPORARY,    or mount a persistent volume there
			KUBERNETES_SERVICE_HOST, OBJECT_STORE, will break
			KUBERNETES_SERVICE_HOST, VOLUME,
			KUBERNETES_SERVICE_HOST, UNKNOWN,
			NOTHING,                 TEMPORARY,
			NOTHING,                 OBJECT_STORE,
			""")
	void embeddedDatabaseIsWarnedOfWhereItWillNotLast(String variable, Kind disk, String warning) {
		List<PlatformAdvice.Warning> warnings = advice(variable, EMBEDDED, disk, 540).warnings();
		if (warning == null) {
			assertThat(warnings).isEmpty();
		}
		else {
			assertThat(warnings).singleElement()
				.asString()
				.contains(warning, "DATA_DIR=" + Path.of("/data"), "Set SPRING_DATASOURCE_URL to a PostgreSQL")
				.doesNotContain("\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "CE_APP", "K_SERVICE", "CONTAINER_APP_NAME", "KUBERNETES_SERVICE_HOST" })
	void databaseOfItsOwnIsFineEverywhere(String variable) {
		assertThat(advice(variable, POSTGRESQL, Kind.TEMPORARY, 540).warnings()).isEmpty();
	}

	@Test
	void defaultGraceIsShortOnCodeEngine() {
		assertThat(advice("CE_APP", POSTGRESQL, Kind.TEMPORARY, 25).warnings()).singleElement()
			.asString()
			.contains("SHUTDOWN_GRACE_SECONDS=540", "--request-timeout 600");
	}

	@ParameterizedTest
	@CsvSource({ "CE_APP, 24", "CE_APP, 540", "K_SERVICE, 25", "KUBERNETES_SERVICE_HOST, 25", "NOTHING, 25" })
	void otherGraceAndOtherPlatformsAreNotWarned(String variable, int seconds) {
		assertThat(advice(variable, POSTGRESQL, Kind.TEMPORARY, seconds).warnings()).isEmpty();
	}

	private static PlatformAdvice advice(String variable, String databaseUrl, Kind disk, int graceSeconds) {
		return new PlatformAdvice(PlatformTests.platform(variable + "=media"), databaseUrl, Path.of("/data"),
				new DataDisk(disk, "ext4"), graceSeconds);
	}

}
