package io.wxomedia.access;

import java.time.Clock;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenCheck}.
 */
class TokenCheckTests {

	@ParameterizedTest
	@CsvSource({ "s3cret, CE_APP, OK", "s3cret, NOTHING, OK", "'', NOTHING, OK", "'', CE_APP, WARNING",
			"'', KUBERNETES_SERVICE_HOST, WARNING", "'', K_SERVICE, WARNING", "'', CONTAINER_APP_NAME, WARNING" })
	void tokenIsWantedInACloud(String token, String variable, Level level) {
		Findings findings = new Findings("token", Clock.systemUTC());
		new TokenCheck(CredentialsTests.credentials(token, "", ""), platform(variable)).run(findings);
		assertThat(findings.lines()).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(level);
			assertThat(line.toString()).doesNotContain("s3cret");
		});
	}

	@Test
	void keysProtectAsTheTokenDoes() {
		Findings findings = new Findings("token", Clock.systemUTC());
		Credentials credentials = CredentialsTests.credentials("", "alice:alice-0123456789", "admin-0123456789");
		new TokenCheck(credentials, platform("CE_APP")).run(findings);
		assertThat(findings.lines()).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.OK);
			assertThat(line.message()).isEqualTo("API_KEYS, ADMIN_KEY protect the service.");
		});
	}

	private static Platform platform(String variable) {
		return new Platform(new MockEnvironment().withProperty(variable, "media"));
	}

}
