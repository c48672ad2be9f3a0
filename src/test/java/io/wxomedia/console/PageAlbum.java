package io.wxomedia.console;

import java.io.IOException;
import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

/**
 * Goes through the whole page as a host and a guest and takes a picture of every view in
 * each of its states: both languages, phone and desktop, light and dark. No test:
 * docs/screenshots.sh all runs it, and whoever changes the page looks at target/album.
 */
@TestPropertySource(properties = "MAX_CONCURRENT_JOBS=3")
class PageAlbum extends PageOfTheDemo {

	private String language = "";

	@SuppressWarnings("NullAway.Init")
	private Album album;

	@ParameterizedTest
	@ValueSource(strings = { "en", "fr" })
	void walk(String spoken) throws IOException {
		this.language = spoken;
		this.album = new Album(spoken);
		GuestWalk walk = new GuestWalk(this, this.album);
		try (Visitor host = visitor(spoken, Visitor.DESKTOP).open("/#/host");
				Visitor guest = visitor(spoken, Visitor.DESKTOP).open("/")) {
			List.of("401", "404", "429", "503", "Failed to load", "ERR_").forEach((part) -> {
				host.expect(part);
				guest.expect(part);
			});
			String code = openRoom(host);
			walk.comeIn(guest, code);
			walk.pictures(guest, host);
			walk.inLine(guest, host);
			walk.videos(guest);
			walk.lists(guest);
			room(host, guest);
			service(host);
			end(host, guest);
		}
	}

	private String openRoom(Visitor host) {
		Page page = host.page();
		this.album.take(host, "host-locked");
		page.fill("input[type=password]", "wrong-key-wrong-key");
		page.click("form button");
		page.waitForSelector(".notice.bad");
		this.album.take(host, "host-wrong-key");
		page.fill("input[type=password]", key());
		page.click("form button");
		page.waitForSelector("form.card input[name=seats]");
		page.locator("form.card button").last().click();
		page.waitForSelector(".figures");
		this.album.take(host, "host-lobby");
		page.fill("input[name=budget_usd]", "5");
		page.locator("form.card button").first().click();
		page.waitForSelector("section.invite .code");
		this.album.take(host, "host-room-empty");
		return page.locator("section.invite .code").innerText();
	}

	private void room(Visitor host, Visitor guest) {
		Page page = host.page();
		ServiceClient service = service();
		String code = page.locator("section.invite .code").innerText();
		for (int seat = 2; seat <= 12; seat++) {
			service.post("/sessions/join", "{\"code\":\"" + code + "\",\"name\":\"Participant " + seat + "\"}");
		}
		page.locator("table").getByText("Participant 12").waitFor(PATIENCE);
		page.locator("pace-chart canvas").waitFor(PATIENCE);
		this.album.take(host, "host-room");
		page.locator("section.invite button").first().click();
		page.waitForSelector("dialog .board");
		this.album.take(host, "host-projector");
		page.keyboard().press("Escape");
		page.locator("table button").first().click();
		page.locator("table button[aria-pressed=true]").waitFor(PATIENCE);
		page.locator(".heading button").first().click();
		page.waitForSelector(".notice.fair");
		this.album.take(host, "host-room-paused");
		guest.expect("403");
		guest.open("/#/try");
		make(guest, "coffee.jpg", 5);
		guest.page().waitForSelector("form.composer .notice.bad");
		this.album.take(guest, "try-muted");
		page.locator("table button").first().click();
		page.locator("table button[aria-pressed=true]")
			.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
		guest.page().click("form.composer .submit button");
		guest.page().locator("article.job").first().locator(".badge.quiet").waitFor(PATIENCE);
		this.album.take(guest, "try-paused");
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
			this.album.take(host, "host-" + tab);
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
		this.album.take(host, "host-end-asked");
		page.locator("dialog button.bad").click();
		page.waitForSelector(".heading .badge.quiet");
		this.album.take(host, "host-ended");
		guest.open("/?again");
		this.album.take(guest, "door-over");
		String report = service()
			.get("/sessions/" + id + "/report", "x-api-key", key(), "Accept-Language", this.language)
			.text();
		try (Visitor reader = visitor(this.language, Visitor.DESKTOP).open("/")) {
			// Without an address, so that the page's own policy does not hold for it.
			reader.page().navigate("about:blank");
			reader.page().setContent(report);
			this.album.take(reader, "report");
		}
	}

}
