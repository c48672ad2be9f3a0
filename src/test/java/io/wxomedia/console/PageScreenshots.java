package io.wxomedia.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotType;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.MediaApplication;
import io.wxomedia.access.Administration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Takes the pictures of the documents from the demo. No test: docs/screenshots.sh runs
 * it.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "media.demo.first-job=false")
@ActiveProfiles("demo")
class PageScreenshots {

	private static final Path FOLDER = Path.of("docs", "images");

	private static final Path SAMPLES = Path.of("src", "main", "resources", "demo", "samples");

	/** A machine that does something else meanwhile takes its time. */
	private static final Locator.WaitForOptions PATIENCE = new Locator.WaitForOptions().setTimeout(180_000);

	@LocalServerPort
	private int port;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Administration administration;

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		properties.add("DATA_DIR", data::toString);
	}

	@ParameterizedTest
	@ValueSource(strings = { "en", "fr" })
	void takeThem(String language) throws IOException {
		Files.createDirectories(FOLDER);
		try (Visitor host = visitor(language, "/#/host"); Visitor guest = visitor(language, "/")) {
			host.page().fill("input[type=password]", Objects.requireNonNull(this.administration.demoKey()));
			host.page().click("form button");
			host.page().waitForSelector("form.card input[name=seats]");
			host.page().locator("form.card button").first().click();
			host.page().waitForSelector("section.invite .code");
			guest.open("/?join=" + host.page().locator("section.invite .code").innerText());
			guest.page().fill("input[name=name]", "Ada");
			guest.page().click("form button");
			guest.page().waitForSelector("form.composer");
			make(guest, "chelsea.jpg", 2);
			make(guest, "rocket.jpg", 4);
			make(guest, "coffee.jpg", 1);
			take(guest, "page." + language);
			host.page().locator(".wall li:nth-child(3) img").waitFor(PATIENCE);
			take(host, "host." + language);
		}
	}

	private Visitor visitor(String language, String place) {
		return new Visitor("http://127.0.0.1:" + this.port, language, Visitor.DESKTOP).open(place);
	}

	private static void make(Visitor visitor, String sample, int example) {
		int made = visitor.page().locator("before-after .after img").count();
		visitor.choose(SAMPLES.resolve(sample));
		visitor.page().locator("form.composer .chips button").nth(example - 1).click();
		visitor.page().click("form.composer .submit button");
		visitor.page().locator("before-after .after img").nth(made).waitFor(PATIENCE);
	}

	private static void take(Visitor visitor, String name) {
		visitor.page().bringToFront();
		visitor.page().mouse().move(1, 1);
		visitor.page()
			.waitForSelector(".toast", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
		visitor.page().evaluate("scrollTo(0, 0)");
		visitor.page()
			.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".jpg"))
				.setType(ScreenshotType.JPEG)
				.setQuality(82));
	}

}
