package io.wxomedia.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.wxomedia.deploy.FakeCommands.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code deploy/code-engine.sh}, against an {@code ibmcloud} that only
 * pretends.
 */
@DisabledOnOs(OS.WINDOWS)
class CodeEngineScriptTests {

	private static final String URL = "https://wxo-media-service.abc.eu-de.codeengine.appdomain.cloud";

	private static final String ENVIRONMENT = """
			# --- The service ---
			PORT=9000
			DATA_DIR=./data
			SHUTDOWN_GRACE_SECONDS=25
			WORKSHOP_TOKEN=t0p-secret

			OPENAI_API_KEY=sk-very-secret=with=equals\r
			OPENAI_BASE_URL=
			COS_REGION=   eu-de\t
			""";

	private Path project;

	private FakeCommands commands;

	@BeforeEach
	void prepare(@TempDir Path folder) throws IOException {
		this.project = folder.resolve("project");
		Files.createDirectories(this.project.resolve("deploy"));
		Files.copy(Path.of("deploy/code-engine.sh"), this.project.resolve("deploy/code-engine.sh"));
		Files.copy(Path.of(".ceignore"), this.project.resolve(".ceignore"));
		Files.writeString(this.project.resolve("Dockerfile"), "FROM scratch\n");
		Files.writeString(this.project.resolve(".env"), ENVIRONMENT);
		this.commands = new FakeCommands(folder.resolve("fake"), "ibmcloud", "docker", "curl", "sleep");
	}

	@Test
	void upMakesEverythingInOrder() {
		nothingExists();
		Outcome outcome = script("up", "--region", "eu-de", "--resource-group", "workshop");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(changes()).containsExactly("ibmcloud target -r eu-de", "ibmcloud target -g workshop",
				"ibmcloud ce project create --name wxo-media-service",
				"ibmcloud ce secret create --format generic --name wxo-media-service-env --from-env-file",
				"ibmcloud ce application create --name wxo-media-service");
		assertThat(outcome.output().strip()).endsWith(URL);
		assertThat(outcome.errors()).contains("orchestrate-tools/import.sh --url " + URL,
				"curl -H \"x-workshop-token: $WORKSHOP_TOKEN\" " + URL + "/preflight");
	}

	@Test
	void applicationHasEveryProbeValueAndTheLongGrace() {
		nothingExists();
		script("up");
		assertThat(call("ibmcloud ce application create")).contains(" --port 9000 ",
				" --env-from-secret wxo-media-service-env ", " --env SHUTDOWN_GRACE_SECONDS=540 ",
				" --request-timeout 600 ", " --scale-down-delay 600 ", " --concurrency 100 ",
				" --cpu 1 --memory 4G --ephemeral-storage 2G ", " --min-scale 1 --max-scale 1 ",
				" --build-source " + realPath(this.project), " --build-strategy dockerfile ");
		for (String probe : List.of("ready", "live")) {
			assertThat(call("ibmcloud ce application create")).contains(" --probe-" + probe + " type=http ",
					" --probe-" + probe + " path=/health ", " --probe-" + probe + " port=9000 ",
					" --probe-" + probe + " interval=", " --probe-" + probe + " initial-delay=",
					" --probe-" + probe + " timeout=", " --probe-" + probe + " failure-threshold=");
		}
	}

	@Test
	void secretHoldsWhatIsSetAndNothingElse() {
		nothingExists();
		script("up");
		assertThat(this.commands.envFile()).isEqualTo("""
				WORKSHOP_TOKEN=t0p-secret
				OPENAI_API_KEY=sk-very-secret=with=equals
				COS_REGION=eu-de
				""");
	}

	@Test
	void nothingSecretIsPrintedOrAnArgument() throws IOException {
		nothingExists();
		Outcome outcome = script("up", "--build", "docker", "--image", "de.icr.io/workshop/media");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(outcome.output() + outcome.errors() + this.commands.calls()).doesNotContain("very-secret",
				"t0p-secret", "k3y-of-the-registry");
		assertThat(this.commands.calls()).anySatisfy((call) -> assertThat(call).contains("--password-from-json-file"));
	}

	@Test
	void keysAreSecretsToo() throws IOException {
		Files.writeString(this.project.resolve(".env"),
				"API_KEYS=alice:k3y-of-alice-0000\nADMIN_KEY=k3y-of-admin-0000\n");
		nothingExists();
		Outcome outcome = script("up");
		assertThat(this.commands.envFile())
			.isEqualTo("API_KEYS=alice:k3y-of-alice-0000\nADMIN_KEY=k3y-of-admin-0000\n");
		assertThat(outcome.output() + outcome.errors() + this.commands.calls()).doesNotContain("k3y-of");
		assertThat(outcome.errors()).contains("curl -H 'x-api-key: A-KEY' " + URL + "/preflight")
			.doesNotContain("Anyone who knows");
	}

	@Test
	void secondRunUpdates() {
		everythingExists();
		this.commands.answer("ibmcloud ce secret get --name wxo-media-service-env --output json", 0,
				"{\"data\":{\"OPENAI_API_KEY\":\"eA==\",\"WORKSHOP_TOKEN\": \"eA==\",\"OLD_SETTING\":\"eA==\"},\"name\":\"x\"}");
		Outcome outcome = script("up");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		assertThat(changes()).containsExactly("ibmcloud ce project select --name wxo-media-service",
				"ibmcloud ce secret update --name wxo-media-service-env --from-env-file",
				"ibmcloud ce secret update --name wxo-media-service-env --rm OLD_SETTING",
				"ibmcloud ce application update --name wxo-media-service");
	}

	@Test
	void secretIsNotTrimmedWhenNothingIsStale() {
		everythingExists();
		this.commands.answer("ibmcloud ce secret get --name wxo-media-service-env --output json", 0,
				"{\"data\":{\"OPENAI_API_KEY\":\"eA==\"}}");
		assertThat(script("update").exitCode()).isZero();
		assertThat(changes()).noneMatch((call) -> call.contains("--rm"));
	}

	@Test
	void secretThatCannotBeComparedEndsTheScript() {
		everythingExists();
		this.commands.answer("ibmcloud ce secret get --name wxo-media-service-env --output json", 1, "");
		Outcome outcome = script("update");
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains("the secret wxo-media-service-env cannot be read");
		assertThat(changes()).noneMatch((call) -> call.startsWith("ibmcloud ce application"));
	}

	@Test
	void certificateNamedInTheDocumentationIsNotUploaded() throws IOException {
		assertThat(Files.readAllLines(Path.of(".ceignore"))).contains("*.pem", "*.key", "*.env", ".env");
	}

	@Test
	void updateNeedsAnApplication() {
		this.commands.answer("ibmcloud ce application get --name wxo-media-service", 1, "");
		assertThat(script("update")).satisfies((outcome) -> {
			assertThat(outcome.exitCode()).isEqualTo(1);
			assertThat(outcome.errors()).contains("there is no application wxo-media-service", "code-engine.sh up");
		});
		assertThat(changes()).containsExactly("ibmcloud ce project select --name wxo-media-service");
	}

	@Test
	void dryRunCallsNothing() {
		Outcome outcome = script("up", "--dry-run");
		assertThat(outcome.exitCode()).isZero();
		assertThat(this.commands.calls()).isEmpty();
		assertThat(outcome.errors())
			.contains("+ ibmcloud ce project create --name wxo-media-service", "+ ibmcloud ce application create",
					"Dry run: nothing was changed")
			.doesNotContain("secret=with", "t0p-secret");
		assertThat(script("down", "--dry-run").exitCode()).isZero();
		assertThat(this.commands.calls()).isEmpty();
	}

	@Test
	void withoutPostgresqlThereIsOneInstanceAndANote() {
		nothingExists();
		assertThat(script("up").errors()).contains("No SPRING_DATASOURCE_URL", "are lost", "540 s");
		this.commands.reset();
		Outcome outcome = script("up", "--max", "2");
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains("--max 2 needs a PostgreSQL");
		assertThat(this.commands.calls()).isEmpty();
	}

	@Test
	void withPostgresqlThereMayBeSeveral() throws IOException {
		nothingExists();
		environment("SPRING_DATASOURCE_URL=jdbc:postgresql://db.example.com:5432/media");
		Outcome outcome = script("up");
		assertThat(call("ibmcloud ce application create")).contains(" --min-scale 1 --max-scale 3 ");
		assertThat(outcome.errors()).contains("a restart loses nothing").doesNotContain("are lost");
		this.commands.reset();
		nothingExists();
		script("up", "--min", "2", "--max", "5");
		assertThat(call("ibmcloud ce application create")).contains(" --min-scale 2 --max-scale 5 ");
	}

	@Test
	void anyoneMayUseItWithoutAToken() throws IOException {
		nothingExists();
		environment("OPENAI_API_KEY=sk-x");
		assertThat(script("up").errors()).contains("set WORKSHOP_TOKEN", "curl " + URL + "/preflight");
	}

	@Test
	void dockerBuildsForIntelAndPushesATagThatIsUsedOnce() {
		nothingExists();
		Outcome outcome = script("up", "--build", "docker", "--image", "de.icr.io/workshop/media:old");
		assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
		String built = call("docker buildx build");
		assertThat(built).matches(
				"docker buildx build --platform linux/amd64 --tag de\\.icr\\.io/workshop/media:\\d{14}-\\w+ --push .+");
		String image = built.split(" ")[6];
		assertThat(call("ibmcloud ce application create"))
			.contains(" --image " + image + " --registry-secret wxo-media-service-registry")
			.doesNotContain("--build-source");
		assertThat(changes()).containsSubsequence("ibmcloud cr login", "ibmcloud cr namespace-add workshop",
				"ibmcloud iam api-key-create wxo-media-service-registry -d",
				"ibmcloud ce secret create --format registry --name wxo-media-service-registry --server",
				"ibmcloud ce application create --name wxo-media-service");
	}

	@Test
	void portOfARegistryIsNoTag() {
		nothingExists();
		script("up", "--build", "docker", "--image", "registry.example.com:5000/media", "--registry-secret", "mine");
		assertThat(call("docker buildx build")).contains(" --tag registry.example.com:5000/media:");
	}

	@Test
	void imageReplacesABuild() {
		everythingExists();
		this.commands.answer("ibmcloud ce application get --name wxo-media-service", 0, "Build Information:\n");
		script("update", "--image", "de.icr.io/workshop/media:7");
		assertThat(changes()).containsSubsequence(
				"ibmcloud ce application update --name wxo-media-service --build-clear --no-wait",
				"ibmcloud ce application update --name wxo-media-service");
	}

	@Test
	void failureOfACommandEndsTheScript() {
		this.commands.answer("ibmcloud ce secret create *", 1, "");
		nothingExists();
		assertThat(script("up").exitCode()).isNotZero();
		assertThat(changes()).noneMatch((call) -> call.startsWith("ibmcloud ce application"));
	}

	@Test
	void serviceThatStaysUnhealthyIsReported() {
		this.commands.answer("curl *", 22, "");
		nothingExists();
		Outcome outcome = script("up");
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains("/health does not answer", "code-engine.sh logs");
	}

	@Test
	void downListsAsksAndDeletes() {
		Outcome asked = script("down");
		assertThat(asked.exitCode()).isEqualTo(1);
		assertThat(asked.errors()).contains("application wxo-media-service", "say --yes");
		assertThat(this.commands.calls()).isEmpty();
		assertThat(script("down", "--yes").exitCode()).isZero();
		assertThat(changes()).containsExactly("ibmcloud ce project select --name wxo-media-service",
				"ibmcloud ce application delete --name wxo-media-service --force --ignore-not-found",
				"ibmcloud ce secret delete --name wxo-media-service-env --force --ignore-not-found",
				"ibmcloud ce secret delete --name wxo-media-service-registry --force --ignore-not-found",
				"ibmcloud ce secret delete --name wxo-media-service-tls --force --ignore-not-found");
		script("down", "--yes", "--with-project");
		assertThat(changes()).contains("ibmcloud ce project delete --name wxo-media-service --force");
	}

	@Test
	void urlPrintsTheAddressAlone() {
		this.commands.answer("ibmcloud ce project select *", 0, "Selecting project...\nOK\n");
		this.commands.answer("ibmcloud ce application get * --output url", 0, URL + "\n");
		assertThat(script("url", "--region", "eu-de").output()).isEqualTo(URL + "\n");
	}

	@Test
	void logsAndStatusAsk() {
		script("logs", "--follow", "--app", "other");
		script("status");
		assertThat(this.commands.calls()).contains(
				"ibmcloud ce application logs --application other --tail 200 --follow",
				"ibmcloud ce application get --name wxo-media-service");
	}

	@Test
	void domainIsMappedOnceAndRenewedLater() throws IOException {
		Files.writeString(this.project.resolve("cert.pem"), "certificate");
		Files.writeString(this.project.resolve("key.pem"), "key");
		this.commands.answer("ibmcloud ce secret get *", 1, "");
		this.commands.answer("ibmcloud ce domainmapping get *", 1, "");
		script("domain", "media.example.com", "--cert", "cert.pem", "--key", "key.pem");
		assertThat(this.commands.calls()).contains(
				"ibmcloud ce secret create --format tls --name wxo-media-service-tls --cert-chain-file cert.pem --private-key-file key.pem",
				"ibmcloud ce domainmapping create --domain-name media.example.com --target-type application --target wxo-media-service --tls-secret wxo-media-service-tls");
		this.commands.reset();
		script("domain", "media.example.com", "--cert", "cert.pem", "--key", "key.pem");
		assertThat(this.commands.calls()).contains(
				"ibmcloud ce secret update --name wxo-media-service-tls --cert-chain-file cert.pem --private-key-file key.pem",
				"ibmcloud ce domainmapping update --domain-name media.example.com --target wxo-media-service --tls-secret wxo-media-service-tls");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			OPENAI_API_KEY="sk-quoted-secret"          | line 1: take away the quotes around the value of OPENAI_API_KEY
			OPENAI_API_KEY='sk-quoted-secret'          | line 1: take away the quotes
			export OPENAI_API_KEY=sk-quoted-secret     | line 1 is not KEY=VALUE
			PORT=8000                                  | .env sets nothing
			SPRING_DATASOURCE_URL=postgres://a:quoted-secret@b/c | must begin with jdbc:postgresql://
			SHUTDOWN_GRACE_SECONDS=600 A=b             | SHUTDOWN_GRACE_SECONDS=600: Code Engine kills after 600 s
			""", quoteCharacter = '`')
	void environmentThatWouldNotWorkIsRefused(String lines, String message) throws IOException {
		environment(lines.startsWith("SHUTDOWN") ? lines.replace(' ', '\n') : lines);
		Outcome outcome = script("up");
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains(message).doesNotContain("quoted-secret");
		assertThat(this.commands.calls()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			up --cpu 1 --memory 3G                       | is no pair that Code Engine has
			up --build podman                            | must be source, docker or none
			up --build docker                            | needs --image
			up --image a/b:1 --build source              | --image goes with
			up --image de.icr.io/a/b                     | needs a tag
			up --image example.com:5000/b                | needs a tag
			up --min 2 --max 1                           | --max 1
			up --env-file nowhere.env                    | cp .env.example .env
			up --app Wxo                                 | small letters
			up --cpu                                     | --cpu needs a value
			up down                                      | what is down
			upp                                          | there is no command upp
			up --verbose                                 | there is no option --verbose
			domain                                       | which domain
			domain media.example.com                     | --cert FILE --key FILE
			domain media.example.com --cert x --key y    | x does not exist
			""")
	void wrongUseIsToldBeforeAnythingIsCalled(String arguments, String message) throws IOException {
		Outcome outcome = script(arguments.split(" "));
		assertThat(outcome.exitCode()).isEqualTo(1);
		assertThat(outcome.errors()).contains(message);
		assertThat(this.commands.calls()).isEmpty();
	}

	@Test
	void sourceIsNotUploadedWithItsSecrets() throws IOException {
		Files.writeString(this.project.resolve(".ceignore"), "target/\n");
		assertThat(script("up").errors()).contains(".ceignore must have a line .env");
		assertThat(this.commands.calls()).isEmpty();
	}

	@Test
	void notLoggedInIsTold() {
		this.commands.answer("ibmcloud target", 1, "");
		assertThat(script("up").errors()).contains("you are not logged in; run: ibmcloud login");
		this.commands.reset();
		this.commands.answer("ibmcloud ce version", 1, "");
		assertThat(script("up").errors()).contains("ibmcloud plugin install code-engine");
	}

	@Test
	void helpNamesEveryCommand() {
		assertThat(script("--help")).satisfies((outcome) -> {
			assertThat(outcome.exitCode()).isZero();
			assertThat(outcome.output()).contains("up ", "update ", "url ", "status ", "logs ", "domain ", "down ",
					"--dry-run");
		});
	}

	private Outcome script(String... arguments) {
		return this.commands.run(this.project.resolve("deploy/code-engine.sh"), this.project, arguments);
	}

	private void environment(String lines) throws IOException {
		Files.writeString(this.project.resolve(".env"), lines + "\n");
	}

	private void nothingExists() {
		this.commands.answer("ibmcloud ce application get * --output url", 0, URL + "\n");
		this.commands.answer("ibmcloud ce * get *", 1, "");
	}

	private void everythingExists() {
		this.commands.answer("ibmcloud ce application get * --output url", 0, URL + "\n");
	}

	/**
	 * The calls that change something, without what follows a name.
	 */
	private List<String> changes() {
		return this.commands.calls()
			.stream()
			.filter((call) -> call.startsWith("ibmcloud "))
			.filter((call) -> !call.contains(" get ") && !call.equals("ibmcloud target")
					&& !call.equals("ibmcloud ce version") && !call.endsWith("-list"))
			.map((call) -> call.replaceAll("(--from-env-file|--server| -d) .*", "$1")
				.replaceAll("(application (create|update) --name \\S+) --port.*", "$1"))
			.toList();
	}

	private String call(String start) {
		return this.commands.calls().stream().filter((call) -> call.startsWith(start)).findFirst().orElseThrow();
	}

	private static String realPath(Path path) {
		try {
			return path.toRealPath().toString();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
