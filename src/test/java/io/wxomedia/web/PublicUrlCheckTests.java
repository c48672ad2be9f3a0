package io.wxomedia.web;

import java.net.URI;
import java.time.Clock;

import io.wxomedia.platform.Platform;
import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublicUrlCheck}.
 */
class PublicUrlCheckTests {

	@ParameterizedTest
	@CsvSource({ "http://localhost:8000, NOTHING, OK", "http://localhost:8000, CE_APP, WARNING",
			"http://127.0.0.1:8000, CE_APP, WARNING", "http://[::1]:8000, CE_APP, WARNING",
			"http://10.1.2.3, CE_APP, WARNING", "http://172.16.0.1, CE_APP, WARNING", "http://172.32.0.1, CE_APP, OK",
			"http://192.168.1.1, CE_APP, WARNING",
			"http://media.default.svc.cluster.local, KUBERNETES_SERVICE_HOST, WARNING",
			"https://media.example.com, CE_APP, OK", "https://localhost.example.com, CE_APP, OK" })
	void publicUrlIsPublicInACloud(URI url, String variable, Level level) {
		Findings findings = new Findings("public_url", Clock.systemUTC());
		new PublicUrlCheck(() -> url, platform(variable)).run(findings);
		assertThat(findings.lines()).extracting(Finding::level).containsExactly(level);
		assertThat(findings.lines().get(0).message()).contains(url.toString());
	}

	private static Platform platform(String variable) {
		return new Platform(new MockEnvironment().withProperty(variable, "media"));
	}

}
