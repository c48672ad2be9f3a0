package io.wxomedia.storage;

import java.time.Duration;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link S3Failures}.
 */
class S3FailuresTests {

	private final WireMockServer store = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	@BeforeEach
	void startStore() {
		this.store.start();
	}

	@AfterEach
	void stopStore() {
		this.store.stop();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			404, NoSuchBucket, 'COS_INPUT_BUCKET, COS_ENDPOINT'
			403, AccessDenied, role of COS_ACCESS_KEY_ID
			403, InvalidAccessKeyId, check COS_ACCESS_KEY_ID and COS_ENDPOINT
			403, SignatureDoesNotMatch, Check COS_SECRET_ACCESS_KEY and COS_REGION
			403, RequestTimeTooSkewed, The clock of this machine is wrong
			""")
	void refusalNamesCodeRequestAndSetting(int status, String code, String hint) {
		answer(status, code);
		StorageFailure failure = failure();
		assertThat(failure).hasMessageStartingWith("Cannot list bucket \"inputs\": " + code + " (HTTP " + status)
			.hasMessageContaining("request clv-7")
			.hasMessageContaining(hint);
		assertThat(failure.getMessage()).doesNotContain("the-secret").doesNotContain("X-Amz-Signature");
	}

	@Test
	void unavailableStoreIsAskedThreeTimesInAll() {
		answer(503, "SlowDown");
		assertThat(failure()).hasMessageContaining("SlowDown (HTTP 503");
		assertThat(this.store.getAllServeEvents()).hasSize(3);
	}

	@Test
	void refusalIsNotRepeated() {
		answer(403, "AccessDenied");
		failure();
		assertThat(this.store.getAllServeEvents()).hasSize(1);
	}

	private void answer(int status, String code) {
		this.store.stubFor(WireMock.any(WireMock.anyUrl())
			.willReturn(WireMock.aResponse()
				.withStatus(status)
				.withHeader("x-clv-request-id", "clv-7")
				.withBody("<Error><Code>" + code + "</Code><Message>No.</Message></Error>")));
	}

	private StorageFailure failure() {
		try (S3ObjectStorage storage = new S3ObjectStorage(new StorageProperties(this.store.baseUrl(), null, "eu-geo",
				"the-id", "the-secret", "inputs", "results", null, "", "", 900))) {
			assertThat(storage.link("results", "a", Duration.ofMinutes(1))).hasPort(this.store.port());
			return catchThrowableOfType(StorageFailure.class, () -> storage.list("inputs", "", (key) -> {
			}));
		}
	}

}
