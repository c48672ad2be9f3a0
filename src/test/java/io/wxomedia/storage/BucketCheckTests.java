package io.wxomedia.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import io.wxomedia.preflight.PreflightCheck;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.S3Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link InputBucketCheck} and {@link OutputBucketCheck}: against a real store,
 * and against one that refuses single operations.
 */
class BucketCheckTests {

	private static final String EMPTY_LIST = """
			<ListBucketResult><Name>b</Name><KeyCount>0</KeyCount><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated>
			</ListBucketResult>""";

	private static final WireMockServer fussy = new WireMockServer(
			WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

	@SuppressWarnings("NullAway.Init")
	private static S3Server server;

	@BeforeAll
	static void start() {
		server = S3Server.start("empty", "inputs", "results");
		for (String key : List.of("in/", "in/a.png", "other/b.png")) {
			server.client().putObject((put) -> put.bucket("inputs").key(key), RequestBody.fromString("x"));
		}
		fussy.start();
	}

	@AfterAll
	static void stop() {
		server.close();
		fussy.stop();
	}

	@BeforeEach
	void reset() {
		fussy.resetAll();
		fussy.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		fussy.stubFor(WireMock.get(WireMock.urlPathMatching("/[a-z]+/?")).willReturn(WireMock.ok(EMPTY_LIST)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			inputs | in/      | Bucket "inputs" can be listed and read below "in/".
			inputs | ''       | Bucket "inputs" can be listed and read.
			inputs | nothing/ | Bucket "inputs" can be listed below "nothing/"; there is no object yet.
			empty  | ''       | Bucket "empty" can be listed; there is no object yet.
			""")
	void inputBucketThatWorks(String bucket, String prefix, String message) {
		assertThat(input(store().bucket(bucket, prefix)))
			.containsExactly(new Finding("input_bucket", Level.OK, message, null));
	}

	@Test
	void inputBucketThatIsNotThere() {
		assertThat(input(store().bucket("absent", ""))).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).startsWith("Cannot find bucket \"absent\": NoSuchBucket (HTTP 404");
			assertThat(line.mend()).contains("COS_INPUT_BUCKET", "COS_ENDPOINT");
		});
	}

	@Test
	void inputBucketThatMayNotBeRead() {
		fussy.stubFor(WireMock.get(WireMock.urlPathMatching("/inputs/?")).willReturn(WireMock.ok("""
				<ListBucketResult><Name>inputs</Name><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated>
				<Contents><Key>a.png</Key><Size>1</Size></Contents></ListBucketResult>""")));
		fussy.stubFor(WireMock.head(WireMock.urlPathEqualTo("/inputs/a.png")).willReturn(WireMock.forbidden()));
		assertThat(input(fussyStore())).extracting(Finding::level, Finding::message)
			.containsExactly(
					tuple(Level.PROBLEM, "Cannot read an object of bucket \"inputs\": AccessDenied (HTTP 403)."));
	}

	@Test
	void inputBucketThatIsNotSet() {
		assertThat(input(store().bucket(null, ""))).extracting(Finding::level).containsExactly(Level.WARNING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "input", "output" })
	void nothingSetIsOneWarning(String bucket) {
		Settings none = new Settings(null, null, null, null, null, "", null);
		List<Finding> lines = bucket.equals("input") ? input(none) : output(none);
		if (bucket.equals("input")) {
			assertThat(lines).isEmpty();
		}
		else {
			assertThat(lines).extracting(Finding::level).containsExactly(Level.WARNING);
			assertThat(lines.get(0).message()).contains(
					"COS_ENDPOINT, COS_ACCESS_KEY_ID, COS_SECRET_ACCESS_KEY, " + "COS_OUTPUT_BUCKET (or COS_BUCKET)",
					"POST /process-image-async");
		}
	}

	@Test
	void partSetIsAProblem() {
		assertThat(output(new Settings("https://s3.example.com", null, null, null, null, "", null)))
			.extracting(Finding::level)
			.containsExactly(Level.PROBLEM);
	}

	@Test
	void outputBucketThatWorksIsLeftAsItWas() {
		assertThat(output(store())).containsExactly(new Finding("output_bucket", Level.OK,
				"Bucket \"results\" takes objects and lets them be deleted; a link to one can be read.", null));
		assertThat(server.client().listObjectsV2((list) -> list.bucket("results")).contents()).isEmpty();
	}

	@Test
	void linksAreReadAtThePublicEndpoint() {
		fussy.stubFor(WireMock.get(WireMock.urlPathMatching("/results/.+"))
			.willReturn(WireMock.ok("Written by the preflight of wxo-media-service; may be deleted.\n")));
		assertThat(output(store().publicEndpoint(fussy.baseUrl()))).extracting(Finding::level)
			.containsExactly(Level.OK);
		assertThat(fussy.findAll(WireMock.getRequestedFor(WireMock.urlPathMatching("/results/results/batch/.+"))
			.withQueryParam("X-Amz-Signature", WireMock.matching(".+")))).hasSize(1);
	}

	@Test
	void publicEndpointOfAnotherStoreIsAProblem() {
		assertThat(output(store().publicEndpoint(fussy.baseUrl()))).extracting(Finding::level)
			.containsExactly(Level.PROBLEM, Level.OK);
		assertThat(server.client().listObjectsV2((list) -> list.bucket("results")).contents()).isEmpty();
	}

	@Test
	void publicEndpointThatIsNotReachedFromHereIsAWarning() {
		assertThat(output(store().publicEndpoint("http://127.0.0.1:1"))).extracting(Finding::level)
			.containsExactly(Level.WARNING, Level.OK);
	}

	@Test
	void linkThatIsRefusedIsAProblem() {
		fussy.stubFor(WireMock.get(WireMock.urlPathMatching("/results/.+")).willReturn(WireMock.forbidden()));
		List<Finding> lines = output(fussyStore());
		assertThat(lines).extracting(Finding::level).containsExactly(Level.PROBLEM, Level.OK);
		assertThat(lines.get(0).message()).startsWith("A link to a result is answered with HTTP 403");
		assertThat(deleted()).hasSize(1);
	}

	@Test
	void objectThatCannotBeDeletedIsAWarningThatNamesIt() {
		refuse(WireMock.delete(WireMock.anyUrl()), 403, "AccessDenied");
		List<Finding> lines = output(fussyStore());
		String key = fussy.findAll(WireMock.putRequestedFor(WireMock.anyUrl())).get(0).getUrl().substring(9);
		assertThat(key).startsWith("results/batch/.preflight/").endsWith(".txt");
		assertThat(lines).anySatisfy((line) -> {
			assertThat(line.level()).isEqualTo(Level.WARNING);
			assertThat(line.message()).contains("\"" + key + "\"", "\"results\"", "AccessDenied");
		});
	}

	@Test
	void objectThatMayNotBeStoredIsAProblem() {
		refuse(WireMock.put(WireMock.anyUrl()), 403, "AccessDenied");
		List<Finding> lines = output(fussyStore());
		assertThat(lines).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message())
				.startsWith("Cannot store an object in bucket \"results\": AccessDenied (HTTP 403");
			assertThat(line.mend()).contains("COS_OUTPUT_BUCKET");
		});
		assertThat(deleted()).isEmpty();
	}

	@Test
	void objectThatMayHaveBeenStoredIsDeleted() {
		refuse(WireMock.put(WireMock.anyUrl()), 500, "InternalError");
		assertThat(output(fussyStore())).extracting(Finding::level).containsExactly(Level.PROBLEM);
		assertThat(deleted()).hasSize(1);
	}

	@Test
	void bucketThatMayOnlyBeWrittenIsAWarning() {
		fussy.stubFor(WireMock.head(WireMock.urlPathMatching("/results/?")).willReturn(WireMock.forbidden()));
		refuse(WireMock.get(WireMock.urlPathMatching("/results/?")), 403, "AccessDenied");
		fussy.stubFor(WireMock.get(WireMock.urlPathMatching("/results/.+"))
			.willReturn(WireMock.ok("Written by the preflight of wxo-media-service; may be deleted.\n")));
		assertThat(output(fussyStore())).extracting(Finding::level).containsExactly(Level.WARNING, Level.OK);
	}

	@ParameterizedTest
	@CsvSource({ "wrong-id, " + S3Server.SECRET_ACCESS_KEY + ", COS_ACCESS_KEY_ID",
			S3Server.ACCESS_KEY_ID + ", wrong-secret, COS_SECRET_ACCESS_KEY" })
	void wrongKeyIsOneProblemThatNamesTheHalf(String id, String secret, String setting) {
		Settings settings = new Settings(server.endpoint().toString(), null, id, secret, "inputs", "", "results");
		for (List<Finding> lines : List.of(input(settings), output(settings))) {
			assertThat(lines).singleElement().satisfies((line) -> {
				assertThat(line.level()).isEqualTo(Level.PROBLEM);
				assertThat(line.mend()).contains(setting);
				assertThat(line.toString()).doesNotContain(secret).doesNotContain(id);
			});
		}
	}

	@Test
	void storeThatIsNotReachedIsAProblem() {
		Settings settings = new Settings("http://127.0.0.1:1", null, "id", "secret", "inputs", "", "results");
		for (List<Finding> lines : List.of(input(settings), output(settings))) {
			assertThat(lines).singleElement().satisfies((line) -> {
				assertThat(line.level()).isEqualTo(Level.PROBLEM);
				assertThat(line.message()).contains("http://127.0.0.1:1 cannot be reached");
				assertThat(line.mend()).isEqualTo("Check COS_ENDPOINT.");
			});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 403, 404, 500 })
	void everyAnswerTellsTheTime(int status) {
		fussy.stubFor(WireMock.head(WireMock.urlPathMatching("/results/?"))
			.willReturn(WireMock.aResponse().withStatus(status).withHeader("Date", "Sat, 21 Nov 2026 12:10:00 GMT")));
		Findings findings = new Findings("output_bucket", new MovableClock(Instant.parse("2026-11-21T12:00:00Z")));
		new OutputBucketCheck(fussyStore().properties()).run(findings);
		assertThat(findings.skews()).containsExactly(Map.entry("the object store", Duration.ofMinutes(-10)));
	}

	@Test
	void clockThatTheStoreRefusesIsAProblem() {
		fussy.stubFor(WireMock.head(WireMock.urlPathMatching("/results/?")).willReturn(WireMock.forbidden()));
		refuse(WireMock.get(WireMock.urlPathMatching("/results/?")), 403, "RequestTimeTooSkewed");
		assertThat(output(fussyStore())).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.mend()).isEqualTo("The clock of this machine is wrong.");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://s3.private.eu-de.cloud-object-storage.appdomain.cloud",
			"https://s3.direct.eu-de.cloud-object-storage.appdomain.cloud" })
	void privateEndpointNeedsAPublicOne(String endpoint) {
		assertThat(LinkProbe.isPrivate(endpoint)).isTrue();
		assertThat(LinkProbe.isPrivate(endpoint.replaceFirst("\\.(private|direct)", ""))).isFalse();
	}

	private static Settings store() {
		return new Settings(server.endpoint().toString(), null, S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY,
				"inputs", "", "results");
	}

	private static Settings fussyStore() {
		return new Settings(fussy.baseUrl(), null, "id", "secret", "inputs", "", "results");
	}

	private static void refuse(MappingBuilder request, int status, String code) {
		ResponseDefinitionBuilder refusal = WireMock.aResponse()
			.withStatus(status)
			.withBody("<Error><Code>" + code + "</Code><Message>No.</Message></Error>");
		fussy.stubFor(request.willReturn(refusal));
	}

	private static List<?> deleted() {
		return fussy.findAll(WireMock.deleteRequestedFor(WireMock.urlPathMatching("/results/.+")));
	}

	private static List<Finding> input(Settings settings) {
		return run(new InputBucketCheck(settings.properties()));
	}

	private static List<Finding> output(Settings settings) {
		return run(new OutputBucketCheck(settings.properties()));
	}

	private static List<Finding> run(PreflightCheck check) {
		Findings findings = new Findings(check.name(), Clock.systemUTC());
		try {
			check.run(findings);
		}
		catch (Exception ex) {
			throw new AssertionError("The check failed", ex);
		}
		assertThat(findings.lines())
			.allSatisfy((line) -> assertThat(line.toString()).doesNotContain("X-Amz", S3Server.SECRET_ACCESS_KEY));
		return findings.lines();
	}

	/**
	 * The settings of a store.
	 */
	private record Settings(@Nullable String endpoint, @Nullable String publicAddress, @Nullable String id,
			@Nullable String secret, @Nullable String inputBucket, String inputPrefix, @Nullable String outputBucket) {

		Settings bucket(@Nullable String bucket, String prefix) {
			return new Settings(this.endpoint, this.publicAddress, this.id, this.secret, bucket, prefix,
					this.outputBucket);
		}

		Settings publicEndpoint(String address) {
			return new Settings(this.endpoint, address, this.id, this.secret, this.inputBucket, this.inputPrefix,
					this.outputBucket);
		}

		StorageProperties properties() {
			return new StorageProperties(this.endpoint, this.publicAddress, "eu-geo", this.id, this.secret,
					this.inputBucket, this.outputBucket, null, this.inputPrefix, "", 900);
		}

	}

}
