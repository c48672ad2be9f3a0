package io.wxomedia.console;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

/**
 * A guest's way through the page, for the album.
 */
final class GuestWalk {

	private static final Pattern IN_LINE = Pattern.compile("in line|dans la file");

	private final PageOfTheDemo demo;

	private final Album album;

	GuestWalk(PageOfTheDemo demo, Album album) {
		this.demo = demo;
		this.album = album;
	}

	void comeIn(Visitor guest, String code) {
		Page page = guest.page();
		guest.open("/?join=ZZZZZZ");
		page.fill("input[name=name]", "Ada");
		page.click("form button");
		page.waitForSelector(".notice.bad");
		this.album.take(guest, "door-wrong-code");
		guest.open("/?join=" + code);
		this.album.take(guest, "door-invited");
		page.fill("input[name=name]", "Ada");
		page.click("form button");
		page.waitForSelector("form.composer");
		for (String view : List.of("try", "video", "jobs", "inbox")) {
			guest.open("/#/" + view);
			page.waitForSelector(".empty");
			this.album.take(guest, view + "-empty");
		}
		guest.open("/#/try");
	}

	void pictures(Visitor guest, Visitor host) {
		Page page = guest.page();
		guest.choose(PageOfTheDemo.SAMPLES.resolve("chelsea.jpg"), PageOfTheDemo.SAMPLES.resolve("rocket.jpg"));
		page.click("details.options summary");
		this.album.take(guest, "try-chosen");
		page.locator("form.composer .chips button").nth(1).click();
		this.demo.play("\"provider\":\"slow\"");
		page.click("form.composer .submit button");
		page.locator("article.job .badge.busy").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "try-working");
		host.page().locator(".figure.busy").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(host, "host-room-working");
		page.locator("article.job .actions button").first().click();
		page.waitForSelector("dialog[open]");
		this.album.take(guest, "try-cancel-asked");
		page.locator("dialog footer button").last().click();
		page.locator("before-after .after img").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "try-done");
		this.demo.play("\"provider\":\"billing-limit\"");
		PageOfTheDemo.make(guest, "coffee.jpg", 1);
		page.locator("article.job .badge.fair").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "try-stand-in");
		this.demo.play("");
		page.locator("article.job").first().locator(".actions button").last().click();
		page.locator("dialog .json").waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "try-for-developers");
		page.keyboard().press("Escape");
		guest.choose(PageOfTheDemo.SAMPLES.resolve("coffee.jpg"));
		page.route("**/process-image-async-b64",
				(route) -> route.fulfill(new Route.FulfillOptions().setStatus(503)
					.setHeaders(Map.of("Retry-After", "20", "Content-Type", "application/problem+json"))
					.setBody("{\"status\":503,\"code\":\"queue_full\",\"detail\":\"The queue is full.\"}")));
		page.click("form.composer .submit button");
		page.waitForSelector("form.composer .notice.bad");
		this.album.take(guest, "try-queue-full");
		page.unroute("**/process-image-async-b64");
		page.click(".chip:has(.icon)");
		page.waitForSelector("dialog[open]");
		this.album.take(guest, "account");
		page.keyboard().press("Escape");
		page.context().setOffline(true);
		page.click("form.composer .submit button");
		page.waitForSelector(".band .notice");
		this.album.take(guest, "try-offline");
		page.context().setOffline(false);
	}

	/**
	 * More is sent than is worked on at a time.
	 */
	void inLine(Visitor guest, Visitor host) {
		Page page = guest.page();
		guest.open("/#/try");
		this.demo.play("\"provider\":\"slow\"");
		guest.choose(Collections.nCopies(8, PageOfTheDemo.SAMPLES.resolve("rocket.jpg")).toArray(Path[]::new));
		page.locator("form.composer .chips button").nth(3).click();
		page.click("form.composer .submit button");
		page.locator("article.job .sentence")
			.filter(new Locator.FilterOptions().setHasText(IN_LINE))
			.first()
			.waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "try-in-line");
		host.page().bringToFront();
		this.album.take(host, "host-in-line");
		page.bringToFront();
		page.waitForCondition(
				() -> page.locator(".picked li").count() == 0 && page.locator("article.job .badge.busy").count() == 0,
				new Page.WaitForConditionOptions().setTimeout(180_000));
		this.demo.play("");
	}

	void videos(Visitor guest) {
		Page page = guest.page();
		guest.open("/#/video");
		page.click("form.composer .submit button");
		page.waitForSelector("form.composer .notice.bad");
		page.click("details.options summary");
		this.album.take(guest, "video-too-short");
		this.demo.play("\"storage_refuses\":true");
		page.locator(".chips button").first().click();
		page.click("form.composer .submit button");
		page.locator("article.run count-down").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "video-waiting");
		this.demo.play("");
		page.locator("article.run .rail li:nth-child(6).completed").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "video-done");
		page.fill("#imagePrompt", "A lighthouse, demo-refusal");
		page.click("form.composer .submit button");
		page.locator("article.run .rail li.failed").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "video-failed");
		page.locator(".chips button").nth(1).click();
		this.demo.play("\"storage_refuses\":true");
		page.click("form.composer .submit button");
		page.locator("article.run count-down").first().waitFor(PageOfTheDemo.PATIENCE);
		page.locator("article.run .actions button").first().click();
		page.waitForSelector("dialog[open]");
		this.album.take(guest, "video-cancel-asked");
		page.locator("dialog footer button").last().click();
		page.locator("article.run .badge.quiet .icon").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "video-cancelled");
		this.demo.play("");
	}

	void lists(Visitor guest) {
		Page page = guest.page();
		guest.open("/#/inbox");
		page.waitForSelector("li.callback img");
		page.locator("li.callback details:not(.branch):not(.long)").first().locator("summary").click();
		page.selectOption(".toolbar .field:nth-child(2) select", "503");
		page.waitForSelector(".notice.fair");
		this.album.take(guest, "inbox");
		guest.open("/#/try");
		PageOfTheDemo.make(guest, "astronaut.jpg", 3);
		page.locator("article.job").first().locator("before-after .after img").waitFor(PageOfTheDemo.PATIENCE);
		guest.open("/#/jobs");
		page.locator(".job-row count-down").first().waitFor(PageOfTheDemo.PATIENCE);
		this.album.take(guest, "jobs");
		page.click("details.menu summary");
		this.album.take(guest, "jobs-menu");
		page.locator(".menu .sheet button").nth(1).click();
		page.waitForSelector("dialog[open]");
		this.album.take(guest, "jobs-bulk-asked");
		page.keyboard().press("Escape");
		page.locator(".job-row .what a").first().click();
		page.waitForSelector("dialog .attempts li");
		this.album.take(guest, "jobs-detail");
		guest.open("/#/jobs?q=nothing-like-it");
		page.waitForSelector(".empty");
		this.album.take(guest, "jobs-none-found");
	}

}
