package io.wxomedia.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.wxomedia.deploy.FakeCommands.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code deploy/cos.sh}, against an {@code ibmcloud} that only pretends.
 */
@DisabledOnOs(OS.WINDOWS)
class CosScriptTests {

	private static final String INSTANCE = """
			Retrieving service instance wxo-media-service-cos in all resource groups...
			crn:v1:bluemix:public:cloud-object-storage:global:a/94400e98c553415c9599db39b9be9219:3b7d66c8-9fdf-4f81-b7e6-08d187f07288:: 3b7d66c8-9fdf-4f81-b7e6-08d187f07288
			""";

	private static final String KEY = """
			[
			  {
			    "credentials": {
			      "apikey": "not-this-one",
			      "cos_hmac_keys": {
			        "access_key_id": "347aa3a4b34344f8",
			        "secret_access_key": "fbbe4051/hush+hush&"
			      }
			    }
			  }
			]
			""";

	private Path folder;

	private FakeCommands commands;

	@BeforeEach
	void prepare(@TempDir Path folder) {
		this.folder = folder;
		this.commands = new FakeCommands(folder.resolve("fake"), "ibmcloud");
	}

	@Test
	void firstRunMakesEverythingInOrder() {
		this.commands.answer("ibmcloud cos bucket-head *", 1, "");
		this.commands.answer("ibmcloud resource service-key wxo-media-service", 1, "");
		this.commands.answer("ibmcloud cos bucket-lifecycle-configuration-get *", 1, "");
		this.commands.answer("ibmcloud resource service-instance *", 0, INSTANCE);
		Outcome outcome = script("--resource-group", "workshop", "--origins",
				"https://pages.example.com,https://other.example.com");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(changes()).satisfiesExactly((call) -> assertThat(call).isEqualTo("ibmcloud target -g workshop"),
				(call) -> assertThat(call).isEqualTo(
						"ibmcloud cos bucket-create --bucket wxo-media-in-3b7d66c8 --ibm-service-instance-id 3b7d66c8-9fdf-4f81-b7e6-08d187f07288 --region eu-de"),
				(call) -> assertThat(call).startsWith("ibmcloud cos bucket-create --bucket wxo-media-out-3b7d66c8 "),
				(call) -> assertThat(call).isEqualTo(
						"ibmcloud resource service-key-create wxo-media-service Writer --instance-name wxo-media-service-cos --parameters {\"HMAC\":true}"),
				(call) -> assertThat(call)
					.startsWith("ibmcloud cos bucket-lifecycle-configuration-put --bucket wxo-media-out-3b7d66c8 ")
					.contains("\"Prefix\":\"results/\"", "\"Expiration\":{\"Days\":7}"),
				(call) -> assertThat(call).startsWith("ibmcloud cos bucket-cors-put --bucket wxo-media-out-3b7d66c8 "));
		assertThat(outcome.errors())
			.contains("\"AllowedOrigins\":[\"https://pages.example.com\",\"https://other.example.com\"]");
	}

	@Test
	void instanceIsMadeWhenThereIsNone() {
		this.commands.answer("ibmcloud resource service-instance *", 1, "");
		Outcome outcome = script();
		assertThat(changes()).contains(
				"ibmcloud resource service-instance-create wxo-media-service-cos cloud-object-storage standard global");
		assertThat(outcome.errors()).contains("the id of the instance wxo-media-service-cos was not found");
	}

	@Test
	void secondRunOnlySetsTheRules() {
		everythingExists();
		Outcome outcome = script("--expire-days", "30");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(changes()).singleElement().asString().contains("lifecycle-configuration-put", "\"Days\":30");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"ID\":\"wxo-media-service-results\",\"Expiration\":{\"Days\":7}}," })
	void rulesOfOthersAreNotReplacedUnasked(String ours) {
		this.commands.answer("ibmcloud cos bucket-lifecycle-configuration-get *", 0,
				"{\"Rules\":[" + ours + "{\"ID\": \"archive\",\"Expiration\":{\"Days\":90}}]}");
		everythingExists();
		Outcome outcome = script();
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains("--replace-rules");
		assertThat(changes()).isEmpty();
		assertThat(script("--replace-rules").exitCode()).isZero();
		assertThat(changes()).singleElement().asString().contains("lifecycle-configuration-put");
	}

	@Test
	void ruleOfAnEarlierRunIsReplaced() {
		this.commands.answer("ibmcloud cos bucket-lifecycle-configuration-get *", 0,
				"{\"Rules\":[{\"ID\":\"wxo-media-service-results\",\"Expiration\":{\"Days\":7}}]}");
		everythingExists();
		assertThat(script("--expire-days", "1").exitCode()).isZero();
		assertThat(changes()).singleElement().asString().contains("lifecycle-configuration-put", "\"Days\":1");
	}

	@Test
	void whatIsNoResultDoesNotExpire() {
		everythingExists();
		Outcome outcome = script("--input-bucket", "both", "--output-bucket", "both");
		assertThat(outcome.exitCode()).isZero();
		assertThat(changes()).singleElement().asString().contains("--bucket both ", "\"Prefix\":\"results/\"");
	}

	@Test
	void settingsGoIntoTheFileOnlyWhenAsked() throws IOException {
		everythingExists();
		Path env = Files.writeString(this.folder.resolve(".env"),
				"# keys\nPORT=8000\nCOS_ACCESS_KEY_ID=old\nCOS_REGION=eu-geo\nWORKSHOP_TOKEN=a&b\n");
		script();
		assertThat(env).content().contains("COS_ACCESS_KEY_ID=old");
		Outcome outcome = script("--write-env", env.toString());
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(env).content().isEqualTo("""
				# keys
				PORT=8000
				COS_ACCESS_KEY_ID=347aa3a4b34344f8
				COS_REGION=eu-de
				WORKSHOP_TOKEN=a&b
				COS_ENDPOINT=https://s3.eu-de.cloud-object-storage.appdomain.cloud
				COS_PUBLIC_ENDPOINT=
				COS_SECRET_ACCESS_KEY=fbbe4051/hush+hush&
				COS_INPUT_BUCKET=wxo-media-in-3b7d66c8
				COS_OUTPUT_BUCKET=wxo-media-out-3b7d66c8
				""");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env))).isEqualTo("rw-------");
		assertThat(outcome.output() + outcome.errors() + this.commands.calls()).doesNotContain("hush",
				"347aa3a4b34344f8", "not-this-one");
	}

	@Test
	void privateEndpointComesWithThePublicOneForLinks() throws IOException {
		everythingExists();
		Path env = Files.writeString(this.folder.resolve(".env"), "");
		script("--network", "direct", "--write-env", env.toString());
		assertThat(env).content()
			.contains("COS_ENDPOINT=https://s3.direct.eu-de.cloud-object-storage.appdomain.cloud\n",
					"COS_PUBLIC_ENDPOINT=https://s3.eu-de.cloud-object-storage.appdomain.cloud\n");
	}

	@Test
	void credentialWithoutHmacKeysIsRefused() throws IOException {
		this.commands.answer("ibmcloud resource service-key * --output JSON", 0, "[{\"credentials\":{}}]");
		everythingExists();
		Path env = Files.writeString(this.folder.resolve(".env"), "COS_REGION=eu-geo\n");
		assertThat(script("--write-env", env.toString()).errors()).contains("has no HMAC keys");
		assertThat(env).content().isEqualTo("COS_REGION=eu-geo\n");
	}

	@Test
	void dryRunCallsNothing() throws IOException {
		Path env = Files.writeString(this.folder.resolve(".env"), "");
		Outcome outcome = script("--dry-run", "--write-env", env.toString(), "--origins", "https://a.example.com");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(this.commands.calls()).isEmpty();
		assertThat(outcome.errors()).contains("+ ibmcloud resource service-instance-create",
				"+ ibmcloud cos bucket-create", "+ ibmcloud cos bucket-cors-put", "Dry run: nothing was changed");
		assertThat(env).isEmptyFile();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--expire-days soon          | must be a whole number
			--network vpn               | must be public, private or direct
			--write-env nowhere.env     | cp .env.example nowhere.env
			--origins https://a"b       | separated by commas
			--region                    | --region needs a value
			up                          | what is up
			""")
	void wrongUseIsToldBeforeAnythingIsCalled(String arguments, String message) {
		Outcome outcome = script(arguments.split(" "));
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains(message);
		assertThat(this.commands.calls()).isEmpty();
	}

	@Test
	void missingPluginIsTold() {
		this.commands.answer("ibmcloud cos config list", 1, "");
		assertThat(script().errors()).contains("ibmcloud plugin install cloud-object-storage");
	}

	private Outcome script(String... arguments) {
		return this.commands.run(Path.of("deploy/cos.sh").toAbsolutePath(), this.folder, arguments);
	}

	private void everythingExists() {
		this.commands.answer("ibmcloud resource service-instance *", 0, INSTANCE);
		this.commands.answer("ibmcloud resource service-key * --output JSON", 0, KEY);
	}

	private List<String> changes() {
		return this.commands.calls().stream().filter((call) -> call.matches(".*(-create|-put|target -).*")).toList();
	}

}
