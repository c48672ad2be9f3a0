package io.wxomedia.console;

import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

import com.microsoft.playwright.Locator;
import io.wxomedia.MediaApplication;
import io.wxomedia.access.Administration;
import io.wxomedia.testing.ServiceClient;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo as it is, which makes pictures and videos itself.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "media.demo.first-job=false")
@ActiveProfiles("demo")
abstract class PageOfTheDemo {

	static final Path SAMPLES = Path.of("src", "main", "resources", "demo", "samples");

	/** A machine that does something else meanwhile takes its time. */
	static final Locator.WaitForOptions PATIENCE = new Locator.WaitForOptions().setTimeout(180_000);

	/** As long as a trouble can be; whoever plays one stops it. */
	private static final int SECONDS = 300;

	@LocalServerPort
	int port;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Administration administration;

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		properties.add("DATA_DIR", data::toString);
	}

	Visitor visitor(String language, int width) {
		return new Visitor(address(), language, width);
	}

	String address() {
		return "http://127.0.0.1:" + this.port;
	}

	ServiceClient service() {
		return new ServiceClient(this.port);
	}

	/**
	 * Return the administrator's key.
	 */
	String key() {
		return Objects.requireNonNull(this.administration.demoKey());
	}

	/**
	 * Play a trouble instead of the one before; none at all if it is empty.
	 * @param trouble fields of {@code PUT /demo/troubles}
	 */
	void play(String trouble) {
		String body = "{" + trouble + (trouble.isEmpty() ? "" : ",\"seconds\":" + SECONDS) + "}";
		ServiceClient.Answer answer = service().put("/demo/troubles", body, "x-api-key", key());
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
	}

	/**
	 * Send a sample with one of the example prompts.
	 * @param example its number, from 1
	 */
	static void make(Visitor guest, String sample, int example) {
		guest.choose(SAMPLES.resolve(sample));
		guest.page().locator("form.composer .chips button").nth(example - 1).click();
		guest.page().click("form.composer .submit button");
	}

}
