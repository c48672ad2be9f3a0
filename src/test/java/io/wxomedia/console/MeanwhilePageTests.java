package io.wxomedia.console;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody makes a picture on the page, and something comes in between: a lost answer, a
 * reload, a stream that is late or not there.
 */
class MeanwhilePageTests extends PageOfTheService {

	@Test
	@Tag("slow")
	void whatTheProviderHasSoFarIsShownMeanwhile() throws IOException {
		OpenAiStub.Held held = provider.willHold(RESULT);
		List<Route> streams = new CopyOnWriteArrayList<>();
		try (Visitor visitor = visitor("en", Visitor.DESKTOP)) {
			Page page = visitor.page();
			page.route("**/events", streams::add);
			page.route("**/preview?n=7", (route) -> route.fulfill(new Route.FulfillOptions().setContentType("image/png")
				.setBodyBytes(TestImages.png(32, 24, Color.RED))));
			visitor.open("/");
			visitor.choose(photograph("meanwhile.jpg"));
			visitor.send("bit by bit");
			page.waitForSelector("article.job h3");
			page.waitForCondition(() -> held.isAsked() && !streams.isEmpty());
			String job = (String) page.evaluate("JSON.parse(localStorage.getItem('wxo.jobs'))[0].id");
			streams.get(streams.size() - 1)
				.fulfill(
						new Route.FulfillOptions().setContentType("text/event-stream")
							.setBody("id: 7\nevent: progress\ndata: {\"job_id\":\"" + job
									+ "\",\"seq\":7,\"type\":\"progress\"," + "\"preview\":\"/jobs/" + job
									+ "/preview\",\"preview_number\":1}\n\n"));
			page.waitForSelector("article.job job-picture[src$='/preview?n=7'] img[alt='Not done yet']");
			held.letGo();
			page.waitForSelector("before-after .after img");
		}
	}

	/**
	 * The answer of the first look is older than the event that overtakes it.
	 */
	@Test
	void whatHappensWhileAJobIsReadIsNotMissed() throws IOException {
		OpenAiStub.Held held = provider.willHold(RESULT);
		List<Runnable> late = new ArrayList<>();
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			Page page = visitor.page();
			page.evaluate("""
					async () => {
						const page = await import(document.querySelector("script[type=module]").src);
						page.pageModules["live.js"].listen((event) => {
							// After the look that the event leads to.
							if (event?.type === "done") setTimeout(() => { window.told = true; }, 1000);
						});
					}
					""");
			page.route(Pattern.compile("/jobs/[0-9a-f-]{36}$"), (route) -> {
				if (late.isEmpty()) {
					APIResponse first = route.fetch();
					late.add(() -> route.fulfill(new Route.FulfillOptions().setResponse(first)));
				}
				else {
					route.resume();
				}
			});
			visitor.choose(photograph("overtaken.jpg"));
			visitor.send("while it is read");
			page.waitForCondition(() -> !late.isEmpty());
			held.letGo();
			page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.told")));
			late.get(0).run();
			page.waitForSelector("before-after .after img");
		}
	}

	@Test
	void whatHappensBeforeThereIsAStreamIsNotMissed() throws IOException {
		OpenAiStub.Held held = provider.willHold(RESULT);
		List<Route> streams = new ArrayList<>();
		try (Visitor visitor = visitor("en", Visitor.DESKTOP)) {
			Page page = visitor.page();
			page.route("**/events", streams::add);
			visitor.open("/");
			visitor.choose(photograph("early.jpg"));
			visitor.send("before the stream");
			page.waitForSelector("article.job h3");
			String job = (String) page.evaluate("JSON.parse(localStorage.getItem('wxo.jobs'))[0].id");
			held.letGo();
			ServiceClient service = new ServiceClient(this.port);
			Eventually.within(Duration.ofSeconds(30),
					() -> assertThat(service.job(job).path("callback").path("state").asString())
						.isEqualTo("delivered"));
			streams.forEach(Route::resume);
			page.waitForSelector("before-after .after img");
		}
	}

	@Test
	void reloadInTheMiddleLosesNothing() throws IOException {
		OpenAiStub.Held held = provider.willHold(RESULT);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			visitor.choose(photograph("slow.jpg"));
			visitor.send("take your time");
			visitor.see("The model is at work");
			visitor.open("/");
			visitor.see("take your time");
			held.letGo();
			visitor.page().waitForSelector("before-after .after img");
			assertThat(visitor.page().locator("article.job")).satisfies((cards) -> assertThat(cards.count()).isOne());
		}
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void pageAsksWhereNoStreamComesThroughAndSaysSo() throws IOException {
		provider.willReturn(RESULT, Duration.ofSeconds(1));
		try (Visitor visitor = visitor("en", Visitor.DESKTOP)) {
			visitor.expect("/events");
			visitor.context().route("**/events", (route) -> route.abort());
			visitor.open("/");
			visitor.see("Polling");
			visitor.choose(photograph("blocked.jpg"));
			visitor.send("without a stream");
			visitor.page().waitForSelector("before-after .after img");
		}
	}

	@Test
	void lostConnectionLosesNothing() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor("en", Visitor.PHONE).open("/")) {
			visitor.see("Nothing yet");
			visitor.choose(photograph("lost.jpg"));
			visitor.expect("ERR_INTERNET_DISCONNECTED");
			visitor.context().setOffline(true);
			visitor.send("kept");
			visitor.see("The service cannot be reached");
			assertThat(visitor.page().locator(".picked img").count()).isEqualTo(1);
			visitor.context().setOffline(false);
			visitor.page().click("form.composer .submit button");
			visitor.page().waitForSelector("before-after .after img");
			assertThat(visitor.page().locator(".band").count()).isZero();
		}
		assertThat(provider.edits()).hasSize(1);
	}

	/**
	 * Whoever is quick presses the button while the pictures are still made smaller.
	 */
	@Test
	void whatIsStillPreparedIsSentWithTheRest() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = Visitor.alone(address(), "en", Visitor.PHONE)) {
			visitor.page().addInitScript("""
					const own = createImageBitmap;
					window.createImageBitmap = async (...given) => {
						await new Promise((done) => setTimeout(done, 400));
						return own(...given);
					};
					""");
			visitor.open("/");
			visitor.choose(photograph("quick-1.jpg"), photograph("quick-2.jpg"), photograph("quick-3.jpg"));
			visitor.send("all three");
			Eventually.within(PATIENCE,
					() -> assertThat(visitor.page().locator("before-after .after img").count()).isEqualTo(3));
			assertThat(visitor.page().locator(".picked li").count()).isZero();
		}
		assertThat(provider.edits()).hasSize(3);
	}

	/**
	 * What takes long, or never ends, must not look like a button that does nothing.
	 */
	@Test
	void buttonIsBusyWhileAPictureIsStillPrepared() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = Visitor.alone(address(), "en", Visitor.DESKTOP)) {
			Page page = visitor.page();
			page.addInitScript("""
					const own = createImageBitmap;
					window.createImageBitmap = (...given) => new Promise((done, failed) => {
						window.release = () => own(...given).then(done, failed);
						window.refuse = () => failed(new Error("refused"));
					});
					""");
			visitor.open("/");
			String button = "form.composer .submit button";
			page.setInputFiles("#files", new Path[] { photograph("never-ready.jpg") });
			visitor.send("at once");
			page.waitForSelector(button + "[aria-busy=true]:disabled");
			visitor.see("Getting the picture ready");
			page.evaluate("refuse()");
			visitor.see("is no picture that this browser can read");
			page.waitForSelector(button + ":not([aria-busy]):enabled");
			page.setInputFiles("#files", new Path[] { photograph("slow.jpg") });
			page.click(button);
			page.waitForSelector(button + "[aria-busy=true]:disabled");
			page.evaluate("release()");
			page.waitForSelector("before-after .after img");
		}
		assertThat(provider.edits()).hasSize(1);
	}

	/**
	 * The same words again are the same job, and others are another one.
	 */
	@Test
	void otherWordsAfterALostAnswerAreAnotherJob() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			Page page = visitor.page();
			visitor.expect("ERR_");
			List<Integer> answers = new CopyOnWriteArrayList<>();
			page.route("**/process-image-async-b64", (route) -> {
				answers.add(route.fetch().status());
				if (answers.size() < 3) {
					route.abort();
				}
				else {
					route.resume();
				}
			});
			visitor.choose(photograph("lost-answer.jpg"));
			visitor.send("green");
			page.waitForCondition(() -> answers.size() == 1);
			page.waitForSelector(".band");
			visitor.button("Make the picture").click();
			page.waitForCondition(() -> answers.size() == 2);
			page.waitForSelector(".band");
			visitor.send("blue");
			page.waitForSelector("before-after .after img");
			assertThat(answers).containsOnly(202);
		}
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).hasSize(2));
	}

}
