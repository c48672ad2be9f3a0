package io.wxomedia.storage;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

	@ParameterizedTest
	@CsvSource(textBlock = """
			500, InternalError, true
			502, BadGateway, true
			503, SlowDown, true
			503, ServiceUnavailable, true
			504, GatewayTimeout, true
			429, TooManyRequests, true
			400, RequestTimeout, true
			409, OperationAborted, true
			404, NoSuchBucket, false
			404, NoSuchKey, false
			403, AccessDenied, false
			403, InvalidAccessKeyId, false
			403, SignatureDoesNotMatch, false
			403, RequestTimeTooSkewed, false
			400, EntityTooLarge, false
			400, InvalidBucketName, false
			""")
	void whatMayPassIsToldFromWhatIsFinal(int status, String code, boolean passing) {
		answer(status, code);
		assertThat(failure().isPassing()).isEqualTo(passing);
	}

	@ParameterizedTest
	@EnumSource(Fault.class)
	void connectionThatBreaksMayPass(Fault fault) {
		this.store.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().withFault(fault)));
		assertThat(failure().isPassing()).isTrue();
	}

	@Test
	void storeThatIsNotThereMayComeBack() {
		StorageProperties settings = settings();
		this.store.stop();
		assertThat(failure(settings).isPassing()).isTrue();
	}

	@Test
	void missingSettingsStayMissing() {
		assertThat(failure(new StorageProperties(this.store.baseUrl(), null, "eu-geo", null, null, "inputs", "results",
				null, "", "", 900))
			.isPassing()).isFalse();
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
		return failure(settings());
	}

	private StorageProperties settings() {
		return new StorageProperties(this.store.baseUrl(), null, "eu-geo", "the-id", "the-secret", "inputs", "results",
				null, "", "", 900);
	}

	private static StorageFailure failure(StorageProperties settings) {
		try (S3ObjectStorage storage = new S3ObjectStorage(settings)) {
			return catchThrowableOfType(StorageFailure.class, () -> storage.list("inputs", "", (key) -> {
			}));
		}
	}

}
