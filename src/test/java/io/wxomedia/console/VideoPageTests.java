package io.wxomedia.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody makes a video on the page of the demo, which makes it itself.
 */
class VideoPageTests extends PageOfTheDemo {

	private static final int PATIENCE_MILLIS = 90_000;

	private Visitor inVideo(String language, int width) {
		return visitor(language, width).open("/#/video");
	}

	@ParameterizedTest
	@CsvSource({ "en, 1280, Lighthouse", "fr, 390, Phare" })
	void videoIsMadeStepByStep(String language, int width, String example) {
		try (Visitor visitor = inVideo(language, width)) {
			visitor.page().waitForSelector(".empty, article.run");
			visitor.expectAccessible("before");
			assertThat(visitor.page().locator("form.composer .submit .quiet:not(:empty)").innerText()).contains("20");
			int before = visitor.page().locator("article.run").count();
			visitor.button(example).click();
			visitor.page().click("form.composer .submit button");
			visitor.page().locator("article.run").nth(before).waitFor();
			Locator run = visitor.page().locator("article.run").first();
			run.locator(".rail li.processing, .rail li.completed").first().waitFor();
			visitor.expectAccessible("under way");
			run.locator("video").waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS));
			run.locator(".rail li:nth-child(6).completed")
				.waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS));
			assertThat(run.locator(".rail li.completed").count()).isEqualTo(6);
			assertThat(run.locator("video").getAttribute("src")).contains(".mp4");
			visitor.page().reload();
			run.locator("video").waitFor();
			expectPosters(visitor.page());
			visitor.expectAccessible("made");
			expectInTheList(visitor, run.locator("h3").innerText());
		}
	}

	/**
	 * It is known by its words, and its video plays there, too.
	 */
	private static void expectInTheList(Visitor visitor, String words) {
		Page page = visitor.page();
		visitor.open("/#/jobs");
		page.locator(".job-row .what a").getByText(words).first().click();
		Locator video = page.locator("dialog job-video video");
		video.waitFor();
		assertThat(video.getAttribute("poster")).contains("images/");
		page.waitForCondition(() -> (Integer) video.evaluate("(one) => one.videoWidth") > 0);
		visitor.expectAccessible("video in the list");
	}

	/**
	 * A video that has no picture stands on the wall itself, and is played there.
	 */
	private static void expectToPlay(Page page, Locator video) {
		video.first().waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS));
		assertThat(video.first().getAttribute("controls")).isNotNull();
		page.waitForCondition(() -> (Integer) video.first().evaluate("(one) => one.videoWidth") > 0);
		assertThat(video.first().evaluate("(one) => one.play().then(() => one.muted)")).isEqualTo(true);
	}

	/**
	 * What the policy of the page refuses is a complaint, which the visitor remembers;
	 * the picture itself is looked at as the player loads it.
	 */
	private static void expectPosters(Page page) {
		Locator first = page.locator(".gallery video").first();
		first.waitFor();
		assertThat(page.locator(".gallery video:not([poster])").count()).isZero();
		String poster = first.getAttribute("poster");
		assertThat(poster).contains("images/").contains(".png");
		assertThat((Integer) page.evaluate("""
				(url) => new Promise((done) => {
					const picture = new Image();
					picture.onload = () => done(picture.naturalWidth);
					picture.onerror = () => done(0);
					picture.src = url;
				})""", poster)).isPositive();
	}

	@ParameterizedTest
	@CsvSource({ "en, Picture of the video", "fr, Image de la vidéo" })
	void wallAndReportShowThePictureOfAVideo(String language, String caption) {
		ServiceClient service = service();
		String key = key();
		JsonNode session = service.post("/sessions", "{\"name\":\"Videos\"}", "x-api-key", key).json();
		String seat = service
			.post("/sessions/join", "{\"code\":\"" + session.path("join_code").asString() + "\",\"name\":\"Ada\"}")
			.json()
			.path("key")
			.asString();
		ServiceClient.Answer started = service.post("/api/workflow/start",
				"{\"imagePrompt\":\"A tower on a hill\",\"videoPrompt\":\"Clouds pass slowly by\"}", "x-api-key", seat);
		assertThat(started.status()).as(started.text()).isBetween(200, 202);
		ServiceClient.Answer alone = service.post("/api/videos/generate",
				"{\"prompt\":\"a slow sea\",\"duration_seconds\":5}", "x-api-key", seat);
		assertThat(alone.status()).as(alone.text()).isEqualTo(200);
		String place = "/#/host?session=" + session.path("session_id").asString();
		try (Visitor host = visitor(language, Visitor.DESKTOP)) {
			host.open(place);
			host.page().fill("input[type=password]", key);
			host.page().click("form button");
			Locator picture = host.page().locator(".wall .moving img");
			picture.first().waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS));
			assertThat(picture.first().getAttribute("alt")).isEqualTo("A tower on a hill");
			expectToPlay(host.page(), host.page().locator(".wall job-video video"));
			host.expectAccessible("wall");
		}
		String report = service
			.get("/sessions/" + session.path("session_id").asString() + "/report", "x-api-key", key, "Accept-Language",
					language)
			.text();
		assertThat(report).contains("A tower on a hill / Clouds pass slowly by")
			.containsPattern("<img alt=\"" + caption + "\" src=\"data:image/jpeg;base64,")
			.contains("<figcaption>" + caption + "</figcaption>");
	}

	@ParameterizedTest
	@Tag("slow")
	@CsvSource({ "en, 390, next try in", "fr, 1280, prochaine tentative dans" })
	void stepThatWaitsSaysWhenItIsTriedAgain(String language, int width, String words) {
		try (Visitor visitor = inVideo(language, width)) {
			Page page = visitor.page();
			play("\"storage_refuses\":true");
			page.fill("#imagePrompt", "A bridge over a quiet river");
			page.fill("#videoPrompt", "A boat passes below slowly");
			page.click("form.composer .submit button");
			Locator waiting = page.locator("article.run").first().locator(".rail li.processing count-down");
			waiting.getByText(words)
				.first()
				.waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS)
					.setState(WaitForSelectorState.VISIBLE));
			visitor.expectAccessible("waiting");
			play("");
			page.locator("article.run")
				.first()
				.locator(".rail li:nth-child(6).completed")
				.waitFor(new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS));
			assertThat(page.locator("article.run").first().locator("count-down").count()).isZero();
		}
	}

	@Test
	@Tag("slow")
	void streamsLeaveConnectionsToTheRest() {
		List<String> streams = new CopyOnWriteArrayList<>();
		try (Visitor visitor = visitor("en", Visitor.DESKTOP)) {
			Page page = visitor.page();
			page.route("**/api/workflow?limit=12", (route) -> route.fulfill(json("{\"total\":5,\"workflows\":["
					+ IntStream.range(0, 5).mapToObj((n) -> run("run" + n)).collect(Collectors.joining(",")) + "]}")));
			page.route("**/api/workflow/*/status", (route) -> route
				.fulfill(json(run(route.request().url().replaceAll(".*/workflow/(.*)/status", "$1")))));
			// Never answered: each is a connection that is taken until the page lets go
			// of it.
			page.route("**/api/workflow/*/stream", (route) -> streams.add(route.request().url()));
			visitor.open("/#/video");
			page.locator("article.run .rail").nth(4).waitFor();
			page.waitForCondition(() -> streams.size() == 2);
			page.locator("nav a[href='#/try']").click();
			page.waitForSelector("#prompt");
			page.locator("nav a[href='#/video']").click();
			page.waitForCondition(() -> streams.size() == 4);
			// Longer than until a stream that broke is asked for anew.
			page.waitForTimeout(2_500);
			assertThat(streams).hasSize(4);
		}
	}

	private static Route.FulfillOptions json(String body) {
		return new Route.FulfillOptions().setContentType("application/json").setBody(body);
	}

	private static String run(String id) {
		return """
				{"id":"%s","status":"GENERATING_IMAGE","progress":20,"imagePrompt":"A tower","videoPrompt":"It turns",
				"createdAt":"2026-11-27T14:00:00Z","steps":[{"id":"validation","name":"V","status":"completed"}]}"""
			.formatted(id);
	}

	@Test
	void cancelledVideoGivesItsCreditsBack() {
		try (Visitor visitor = inVideo("en", Visitor.DESKTOP)) {
			visitor.page().fill("#imagePrompt", "<b>A tower</b> by the sea <img src=x onerror=alert(1)>");
			visitor.page().fill("#videoPrompt", "It turns slowly in the wind");
			visitor.page().click("form.composer .submit button");
			visitor.page().locator("article.run").first().getByText("Cancel").click();
			visitor.page().locator("dialog button.bad").click();
			visitor.see("credits given back");
			visitor.page().locator("article.run").first().getByText("Cancelled").first().waitFor();
			assertThat(visitor.page().locator("main b").count()).isZero();
		}
	}

	@Test
	void wordsThatAreTooFewAreToldBeforeAnythingIsSent() {
		try (Visitor visitor = inVideo("en", Visitor.DESKTOP)) {
			visitor.page().fill("#imagePrompt", "short");
			visitor.page().click("form.composer .submit button");
			visitor.see("at least ten characters");
			assertThat(visitor.page().evaluate("document.activeElement.id")).isEqualTo("imagePrompt");
		}
	}

}
