package io.wxomedia.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotType;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.MediaApplication;
import io.wxomedia.access.Administration;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Goes through the whole page as a host and a guest and takes a picture of every view in
 * each of its states: both languages, phone and desktop, light and dark. No test:
 * docs/screenshots.sh all runs it, and whoever changes the page looks at target/album.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "media.demo.first-job=false")
@ActiveProfiles("demo")
class PageAlbum {

	private static final Path FOLDER = Path.of("target", "album");

	private static final Path SAMPLES = Path.of("src", "main", "resources", "demo", "samples");

	private static final Locator.WaitForOptions PATIENCE = new Locator.WaitForOptions().setTimeout(180_000);

	@LocalServerPort
	private int port;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Administration administration;

	private String language = "";

	private int taken;

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		properties.add("DATA_DIR", data::toString);
	}

	@ParameterizedTest
	@ValueSource(strings = { "en", "fr" })
	void walk(String spoken) throws IOException {
		this.language = spoken;
		this.taken = 0;
		Files.createDirectories(FOLDER);
		try (Visitor host = visitor("/#/host"); Visitor guest = visitor("/")) {
			List.of("401", "404", "429", "503", "Failed to load", "ERR_").forEach((part) -> {
				host.expect(part);
				guest.expect(part);
			});
			String code = openRoom(host);
			comeIn(guest, code);
			pictures(guest, host);
			videos(guest);
			lists(guest);
			room(host, guest);
			service(host);
			end(host, guest);
		}
	}

	private String openRoom(Visitor host) {
		Page page = host.page();
		take(host, "host-locked");
		page.fill("input[type=password]", "wrong-key-wrong-key");
		page.click("form button");
		page.waitForSelector(".notice.bad");
		take(host, "host-wrong-key");
		page.fill("input[type=password]", key());
		page.click("form button");
		page.waitForSelector("form.card input[name=seats]");
		page.locator("form.card button").last().click();
		page.waitForSelector(".figures");
		take(host, "host-lobby");
		page.fill("input[name=budget_usd]", "5");
		page.locator("form.card button").first().click();
		page.waitForSelector("section.invite .code");
		take(host, "host-room-empty");
		return page.locator("section.invite .code").innerText();
	}

	private void comeIn(Visitor guest, String code) {
		Page page = guest.page();
		guest.open("/?join=ZZZZZZ");
		page.fill("input[name=name]", "Ada");
		page.click("form button");
		page.waitForSelector(".notice.bad");
		take(guest, "door-wrong-code");
		guest.open("/?join=" + code);
		take(guest, "door-invited");
		page.fill("input[name=name]", "Ada");
		page.click("form button");
		page.waitForSelector("form.composer");
		for (String view : List.of("try", "video", "jobs", "inbox")) {
			guest.open("/#/" + view);
			page.waitForSelector(".empty");
			take(guest, view + "-empty");
		}
		guest.open("/#/try");
	}

	private void pictures(Visitor guest, Visitor host) {
		Page page = guest.page();
		guest.choose(SAMPLES.resolve("chelsea.jpg"), SAMPLES.resolve("rocket.jpg"));
		page.click("details.options summary");
		take(guest, "try-chosen");
		page.locator("form.composer .chips button").nth(1).click();
		play("\"provider\":\"slow\"");
		page.click("form.composer .submit button");
		page.locator("article.job .badge.busy").first().waitFor(PATIENCE);
		take(guest, "try-working");
		host.page().locator(".figure.busy").first().waitFor(PATIENCE);
		take(host, "host-room-working");
		page.locator("article.job .actions button").first().click();
		page.waitForSelector("dialog[open]");
		take(guest, "try-cancel-asked");
		page.locator("dialog footer button").last().click();
		page.locator("before-after .after img").first().waitFor(PATIENCE);
		take(guest, "try-done");
		play("\"provider\":\"billing-limit\"");
		make(guest, "coffee.jpg", 1);
		page.locator("article.job .badge.fair").first().waitFor(PATIENCE);
		take(guest, "try-stand-in");
		play("");
		page.locator("article.job").first().locator(".actions button").last().click();
		page.locator("dialog .json").waitFor(PATIENCE);
		take(guest, "try-for-developers");
		page.keyboard().press("Escape");
		guest.choose(SAMPLES.resolve("coffee.jpg"));
		page.route("**/process-image-async-b64",
				(route) -> route.fulfill(new Route.FulfillOptions().setStatus(503)
					.setHeaders(Map.of("Retry-After", "20", "Content-Type", "application/problem+json"))
					.setBody("{\"status\":503,\"code\":\"queue_full\",\"detail\":\"The queue is full.\"}")));
		page.click("form.composer .submit button");
		page.waitForSelector("form.composer .notice.bad");
		take(guest, "try-queue-full");
		page.unroute("**/process-image-async-b64");
		page.click(".chip:has(.icon)");
		page.waitForSelector("dialog[open]");
		take(guest, "account");
		page.keyboard().press("Escape");
		page.context().setOffline(true);
		page.click("form.composer .submit button");
		page.waitForSelector(".band .notice");
		take(guest, "try-offline");
		page.context().setOffline(false);
	}

	private void videos(Visitor guest) {
		Page page = guest.page();
		guest.open("/#/video");
		page.click("form.composer .submit button");
		page.waitForSelector("form.composer .notice.bad");
		page.click("details.options summary");
		take(guest, "video-too-short");
		play("\"storage_refuses\":true");
		page.locator(".chips button").first().click();
		page.click("form.composer .submit button");
		page.locator("article.run count-down").first().waitFor(PATIENCE);
		take(guest, "video-waiting");
		play("");
		page.locator("article.run .rail li:nth-child(6).completed").first().waitFor(PATIENCE);
		take(guest, "video-done");
		page.fill("#imagePrompt", "A lighthouse, demo-refusal");
		page.click("form.composer .submit button");
		page.locator("article.run .rail li.failed").first().waitFor(PATIENCE);
		take(guest, "video-failed");
		page.locator(".chips button").nth(1).click();
		play("\"storage_refuses\":true");
		page.click("form.composer .submit button");
		page.locator("article.run count-down").first().waitFor(PATIENCE);
		page.locator("article.run .actions button").first().click();
		page.waitForSelector("dialog[open]");
		take(guest, "video-cancel-asked");
		page.locator("dialog footer button").last().click();
		page.locator("article.run .badge.quiet .icon").first().waitFor(PATIENCE);
		take(guest, "video-cancelled");
		play("");
	}

	private void lists(Visitor guest) {
		Page page = guest.page();
		guest.open("/#/inbox");
		page.waitForSelector("li.callback img");
		page.locator("li.callback details:not(.branch):not(.long)").first().locator("summary").click();
		page.selectOption(".toolbar .field:nth-child(2) select", "503");
		page.waitForSelector(".notice.fair");
		take(guest, "inbox");
		guest.open("/#/try");
		make(guest, "astronaut.jpg", 3);
		page.locator("article.job").first().locator("before-after .after img").waitFor(PATIENCE);
		guest.open("/#/jobs");
		page.locator(".job-row count-down").first().waitFor(PATIENCE);
		take(guest, "jobs");
		page.click("details.menu summary");
		take(guest, "jobs-menu");
		page.locator(".menu .sheet button").nth(1).click();
		page.waitForSelector("dialog[open]");
		take(guest, "jobs-bulk-asked");
		page.keyboard().press("Escape");
		page.locator(".job-row .what a").first().click();
		page.waitForSelector("dialog .attempts li");
		take(guest, "jobs-detail");
		guest.open("/#/jobs?q=nothing-like-it");
		page.waitForSelector(".empty");
		take(guest, "jobs-none-found");
	}

	private void room(Visitor host, Visitor guest) {
		Page page = host.page();
		ServiceClient service = new ServiceClient(this.port);
		String code = page.locator("section.invite .code").innerText();
		for (int seat = 2; seat <= 12; seat++) {
			service.post("/sessions/join", "{\"code\":\"" + code + "\",\"name\":\"Participant " + seat + "\"}");
		}
		page.locator("table").getByText("Participant 12").waitFor(PATIENCE);
		page.locator("pace-chart canvas").waitFor(PATIENCE);
		take(host, "host-room");
		page.locator("section.invite button").first().click();
		page.waitForSelector("dialog .board");
		take(host, "host-projector");
		page.keyboard().press("Escape");
		page.locator("table button").first().click();
		page.locator("table button[aria-pressed=true]").waitFor(PATIENCE);
		page.locator(".heading button").first().click();
		page.waitForSelector(".notice.fair");
		take(host, "host-room-paused");
		guest.expect("403");
		guest.open("/#/try");
		make(guest, "coffee.jpg", 5);
		guest.page().waitForSelector("form.composer .notice.bad");
		take(guest, "try-muted");
		page.locator("table button").first().click();
		page.locator("table button[aria-pressed=true]")
			.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
		guest.page().click("form.composer .submit button");
		guest.page().locator("article.job").first().locator(".badge.quiet").waitFor(PATIENCE);
		take(guest, "try-paused");
		page.locator(".heading button").first().click();
	}

	private void service(Visitor host) {
		Page page = host.page();
		String room = page.url();
		play("\"receiver_down\":true");
		for (String tab : List.of("money", "callbacks", "service")) {
			host.open("/#/host?tab=" + tab);
			page.waitForSelector("section.card");
			page.waitForSelector(".skeleton",
					new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
			if (tab.equals("service")) {
				page.locator("form:has(input[type=url]) button").click();
				page.locator("section:has(input[type=url]) .checks li").first().waitFor(PATIENCE);
			}
			take(host, "host-" + tab);
		}
		play("");
		page.navigate(room);
		page.waitForSelector(".heading button");
	}

	private void end(Visitor host, Visitor guest) {
		Page page = host.page();
		String id = page.url().replaceAll(".*session=", "");
		page.locator(".heading button.bad").click();
		page.waitForSelector("dialog[open]");
		take(host, "host-end-asked");
		page.locator("dialog button.bad").click();
		page.waitForSelector(".heading .badge.quiet");
		take(host, "host-ended");
		guest.open("/?again");
		take(guest, "door-over");
		String report = new ServiceClient(this.port)
			.get("/sessions/" + id + "/report", "x-api-key", key(), "Accept-Language", this.language)
			.text();
		try (Visitor reader = visitor("/")) {
			// Without an address, so that the page's own policy does not hold for it.
			reader.page().navigate("about:blank");
			reader.page().setContent(report);
			take(reader, "report");
		}
	}

	private Visitor visitor(String place) {
		return new Visitor("http://127.0.0.1:" + this.port, this.language, Visitor.DESKTOP).open(place);
	}

	private String key() {
		return Objects.requireNonNull(this.administration.demoKey());
	}

	/** For the longest time it can be: whoever plays it stops it. */
	private void play(String trouble) {
		new ServiceClient(this.port).put("/demo/troubles",
				"{" + trouble + (trouble.isEmpty() ? "" : ",\"seconds\":300") + "}", "x-api-key", key());
	}

	private static void make(Visitor guest, String sample, int example) {
		guest.choose(SAMPLES.resolve(sample));
		guest.page().locator("form.composer .chips button").nth(example - 1).click();
		guest.page().click("form.composer .submit button");
	}

	private void take(Visitor visitor, String name) {
		Page page = visitor.page();
		page.bringToFront();
		page.mouse().move(1, 1);
		this.taken += 1;
		for (int width : List.of(Visitor.PHONE, Visitor.DESKTOP)) {
			page.setViewportSize(width, 844);
			for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
				page.emulateMedia(
						new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
				Path file = FOLDER.resolve(String.format("%02d-%s.%s.%d.%s.jpg", this.taken, name, this.language, width,
						scheme.name().toLowerCase(Locale.ROOT)));
				boolean whole = page.locator("dialog[open]").count() == 0;
				if (whole) {
					page.evaluate("scrollTo(0, 0)");
				}
				page.screenshot(new Page.ScreenshotOptions().setPath(file)
					.setFullPage(whole)
					.setType(ScreenshotType.JPEG)
					.setQuality(70));
			}
		}
	}

}
