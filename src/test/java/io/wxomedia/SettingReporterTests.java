package io.wxomedia;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link SettingReporter}: a wrong value stops the start with one line, shown
 * with the whole service for a few and with its settings alone for all.
 */
@ExtendWith(OutputCaptureExtension.class)
class SettingReporterTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path data;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "MAX_CONCURRENT_JOBS | ten", "MAX_CONCURRENT_JOBS | 0", "MAX_CONCURRENT_JOBS | 1.5",
					"CALLBACK_TIMEOUT_SECONDS | 0", "CALLBACK_MAX_RETRIES | -1", "CALLBACK_PRIVATE_NETWORKS | maybe",
					"LOG_FORMAT | xml", "ENABLE_FALLBACK_SINGLE | perhaps", "ENABLE_CALLBACK_REWRITE | 2",
					"LOCAL_TUNNEL_NETLOC | http://x", "MAX_IMAGE_BASE64_CHARS | many", "MAX_QUEUED_JOBS | -5",
					"RETENTION | week", "OPENAI_TIMEOUT_SECONDS | 0", "OPENAI_PRICES | gpt-image-2=cheap",
					"DAILY_BUDGET_USD | 0", "OPENAI_IMAGE_OUTPUT_FORMAT | gif", "OPENAI_BASE_URL | example.com",
					"OPENAI_IMAGES_PER_MINUTE | 0", "PROVIDER_CALL_AFTER_CRASH | twice", "COS_ENDPOINT | ftp://x",
					"COS_PRESIGN_EXPIRES | 0", "COS_PRESIGN_EXPIRES | 604801", "PUBLIC_URL | nowhere", "PORT | http",
					"PORT | 70000", "SHUTDOWN_GRACE_SECONDS | long", "DEMO | maybe", "POLLING | maybe",
					"RATE_LIMIT_PER_MINUTE | 0", "RATE_LIMIT_PER_MINUTE | few", "CORS_ALLOWED_ORIGINS | example.com",
					"MANAGEMENT_PORT | none", "INPUT_RETENTION | week", "PARTIAL_PREVIEWS | many",
					"PARTIAL_PREVIEWS | 4", "FAL_POLL_SECONDS | few", "FAL_QUEUE_URL | nowhere",
					"FAL_PRICES | fal-ai/x=cheap", "VIDEO_TIMEOUT_SECONDS | 0", "VIDEO_MAX_BYTES | large",
					"VIDEO_BACKEND_URL | nowhere", "VIDEO_BACKEND_TIMEOUT_SECONDS | 0", "CREDITS_INITIAL | -1",
					"CREDITS_PER_IMAGE | one", "CREDITS_WORKFLOW_VIDEO | x" })
	void wrongValueIsToldInOneLine(String variable, String value, CapturedOutput output) {
		assertThatException().isThrownBy(() -> bind("--" + variable + "=" + value));
		assertOneLine(variable, value, output);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "MAX_CONCURRENT_JOBS | ten", "PORT | 70000", "LOG_FORMAT | xml", "FAL_PRICES | x" })
	void startWithWrongValueFailsWithOneLine(String variable, String value, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--" + variable + "=" + value));
		assertOneLine(variable, value, output);
	}

	private static void assertOneLine(String variable, String value, CapturedOutput output) {
		List<String> errors = output.getAll()
			.lines()
			.filter((line) -> line.contains(" ERROR ") || line.contains(" WARN "))
			.toList();
		assertThat(errors).singleElement()
			.asString()
			.containsPattern(Pattern.quote(variable) + "(=" + Pattern.quote(value) + ":)? must ");
		assertThat(output).doesNotContain("APPLICATION FAILED TO START", "\tat ", "Caused by");
	}

	@Test
	void startWithWrongSecretDoesNotShowIt(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> bind("--MAX_CONCURRENT_JOBS=ten", "--OPENAI_API_KEY=sk-hidden", "--WORKSHOP_TOKEN=hidden"));
		assertThat(output).doesNotContain("hidden");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "--API_KEYS=alice | API_KEYS=***: must be name:key pairs",
			"--API_KEYS=alice:hidden | API_KEYS=***: must have keys of at least 16",
			"--API_KEYS=alice:hidden-hidden-hidden,alice:hidden-0123456789 | API_KEYS=***: must not name alice twice",
			"--API_KEYS=admin:hidden-hidden-hidden | API_KEYS=***: must not use the name admin",
			"--ADMIN_KEY=hidden | ADMIN_KEY=***: must have at least 16",
			"--ADMIN_KEY=hidden-hidden-hidden --WORKSHOP_TOKEN=hidden-hidden-hidden | ADMIN_KEY must not be",
			"--API_KEYS=a:hidden-hidden-hidden --WORKSHOP_TOKEN=hidden-hidden-hidden | WORKSHOP_TOKEN must not be" })
	void credentialThatCannotBeUsedIsToldWithoutIt(String arguments, String part, CapturedOutput output) {
		assertThatException().isThrownBy(() -> bind(arguments.split(" ")));
		assertThat(output.getAll().lines().filter((line) -> line.contains(" ERROR ") || line.contains(" WARN ")))
			.singleElement()
			.asString()
			.contains("The service cannot start: " + part);
		assertThat(output).doesNotContain("hidden", "\tat ", "Caused by");
	}

	@Test
	void signingSecretThatCannotBeUsedIsToldInOneLineWithoutIt(CapturedOutput output) {
		String secret = "whsec_hidden!hidden!hidden!hidden!hid";
		assertThatException().isThrownBy(() -> bind("--CALLBACK_SIGNING_SECRET=" + secret));
		assertThat(output.getAll().lines().filter((line) -> line.contains(" ERROR ") || line.contains(" WARN ")))
			.singleElement()
			.asString()
			.contains("The service cannot start: CALLBACK_SIGNING_SECRET must be whsec_ and the base64 of");
		assertThat(output).doesNotContain("hidden", "\tat ");
	}

	@Test
	void folderThatCannotBeUsedIsToldInOneLine(CapturedOutput output) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.setEnvironment(new MockEnvironment().withProperty("DATA_DIR", "/data"));
			SettingReporter reporter = new SettingReporter(context);
			assertThat(reporter
				.reportException(new IllegalStateException(new AccessDeniedException("/elsewhere/data/payloads"))))
				.isFalse();
			assertThat(output).doesNotContain("cannot start");
			assertThat(reporter.reportException(new IllegalStateException(new AccessDeniedException("/data/payloads"))))
				.isTrue();
		}
		assertThat(output).contains("The service cannot start: DATA_DIR=/data cannot be used (AccessDeniedException:"
				+ " /data/payloads). Check that");
	}

	@Test
	void passwordInAnAddressIsNotShown(CapturedOutput output) {
		assertThatException().isThrownBy(() -> bind("--COS_ENDPOINT=https://me:hid@den@store.example.com"));
		assertThat(output).contains("COS_ENDPOINT=https://***@store.example.com: must").doesNotContain("hid", "den@");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "postgres://me:hidden@db.example.com:5432/media", "jdbc:mysql://db/media?password=hidden" })
	void databaseOfAnotherKindIsToldWithoutItsPassword(String url, CapturedOutput output) {
		assertThatException().isThrownBy(() -> bind("--SPRING_DATASOURCE_URL=" + url));
		assertThat(output).contains("SPRING_DATASOURCE_URL=", ":***: must begin with jdbc:postgresql://")
			.doesNotContain("hidden", "\tat ");
	}

	/**
	 * The settings alone are read in a tenth of the time that a start takes. The
	 * framework's own word about the failure is silenced as application.yml does it for
	 * the service.
	 */
	private void bind(String... arguments) {
		String[] all = Arrays.copyOf(arguments, arguments.length + 1);
		all[arguments.length] = "--logging.level." + AnnotationConfigApplicationContext.class.getName() + "=error";
		run(Settings.class, all);
	}

	private void start(String... arguments) {
		run(MediaApplication.class, arguments);
	}

	private void run(Class<?> application, String... arguments) {
		String[] all = new String[arguments.length + 1];
		all[0] = "--DATA_DIR=" + this.data;
		System.arraycopy(arguments, 0, all, 1, arguments.length);
		WebApplicationType type = (application == MediaApplication.class) ? WebApplicationType.SERVLET
				: WebApplicationType.NONE;
		new SpringApplicationBuilder(application).web(type).run(all).close();
	}

	/**
	 * All classes that the service binds its settings to. Not annotated as a
	 * configuration, or the whole service would find it in tests.
	 */
	@ConfigurationPropertiesScan("io.wxomedia")
	@EnableConfigurationProperties({ ServerProperties.class, ManagementServerProperties.class })
	static class Settings {

	}

}
