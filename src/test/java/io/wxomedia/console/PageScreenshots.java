package io.wxomedia.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotType;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Takes the pictures of the documents from the demo. No test: docs/screenshots.sh runs
 * it.
 */
class PageScreenshots extends PageOfTheDemo {

	private static final Path FOLDER = Path.of("docs", "images");

	@ParameterizedTest
	@ValueSource(strings = { "en", "fr" })
	void takeThem(String language) throws IOException {
		Files.createDirectories(FOLDER);
		try (Visitor host = visitor(language, Visitor.DESKTOP).open("/#/host");
				Visitor guest = visitor(language, Visitor.DESKTOP).open("/")) {
			host.page().fill("input[type=password]", key());
			host.page().click("form button");
			host.page().waitForSelector("form.card input[name=seats]");
			host.page().locator("form.card button").first().click();
			host.page().waitForSelector("section.invite .code");
			guest.open("/?join=" + host.page().locator("section.invite .code").innerText());
			guest.page().fill("input[name=name]", "Ada");
			guest.page().click("form button");
			guest.page().waitForSelector("form.composer");
			made(guest, "chelsea.jpg", 2);
			made(guest, "rocket.jpg", 4);
			made(guest, "coffee.jpg", 1);
			take(guest, "page." + language);
			host.page().locator(".wall li:nth-child(3) img").waitFor(PATIENCE);
			take(host, "host." + language);
		}
	}

	private static void made(Visitor guest, String sample, int example) {
		int before = guest.page().locator("before-after .after img").count();
		make(guest, sample, example);
		guest.page().locator("before-after .after img").nth(before).waitFor(PATIENCE);
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
