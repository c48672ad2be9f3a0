package io.wxomedia.console;

import java.io.IOException;
import java.util.List;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody looks at jobs and at the inbox.
 */
class ListsPageTests extends PageOfTheService {

	private static final String MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>";

	@ParameterizedTest
	@CsvSource({ "en, 1280", "fr, 390" })
	void jobsAreListedAndShown(String language, int width) {
		provider.willReturn(RESULT);
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/hook"),
				ServiceClient.single("listed", "listed.jpg", TestImages.jpeg()));
		this.service.finished(id, PATIENCE);
		try (Visitor visitor = visitor(language, width).open("/#/jobs?q=" + id)) {
			visitor.page().locator(".job-row a").first().click();
			visitor.page().waitForSelector("dialog .attempts li");
			assertThat(visitor.page().locator("dialog").innerText()).contains(id, "listed.jpg", "HTTP 200");
			assertThat(visitor.page().url()).contains("job=" + id);
			visitor.expectAccessible("job");
			visitor.page().keyboard().press("Escape");
			visitor.page()
				.waitForSelector("dialog", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
			visitor.expectAccessible("jobs");
		}
	}

	@Test
	@Tag("slow")
	void newJobsAreCountedAndComeWhenAskedFor() {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/#/jobs")) {
			visitor.see("Live");
			visitor.page().waitForSelector(".rows, .empty");
			String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/hook"),
					ServiceClient.single("new", "fresh.jpg", TestImages.jpeg()));
			visitor.button("1 new job").waitFor();
			assertThat(visitor.page().locator(".rows").getByText("fresh.jpg").count()).isZero();
			visitor.button("1 new job").click();
			visitor.page().locator(".rows").getByText("fresh.jpg").first().waitFor();
			this.service.finished(id, PATIENCE);
		}
	}

	@Test
	@Tag("slow")
	void keysWalkTheListAndSearch() {
		provider.willReturn(RESULT);
		for (int i = 0; i < 2; i++) {
			this.service.finished(this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/hook"),
					ServiceClient.single("walk", "walk-" + i + ".jpg", TestImages.jpeg())), PATIENCE);
		}
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/#/jobs?q=walk-&since=hour")) {
			Page page = visitor.page();
			page.locator(".job-row").nth(1).waitFor();
			for (String key : List.of("j", "j", "j", "k")) {
				page.keyboard().press(key);
			}
			assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("walk-1.jpg");
			page.keyboard().press("Enter");
			page.waitForSelector("dialog .facts");
			page.keyboard().press("j");
			page.keyboard().press("Escape");
			page.waitForSelector("dialog", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
			assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("walk-1.jpg");
			page.keyboard().press("?");
			visitor.see("Next job");
			visitor.expectAccessible("keys");
			page.keyboard().press("Escape");
			page.keyboard().press("/");
			page.keyboard().type("0");
			page.waitForCondition(() -> page.locator(".job-row").count() == 1);
			assertThat(page.url()).contains("q=walk-0", "since=hour");
		}
	}

	@Test
	void allThatMatchAreTriedAgain() {
		provider.willFail(OpenAiStub.Error.MODERATION);
		for (int i = 0; i < 2; i++) {
			this.service.finished(this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/hook"),
					ServiceClient.single("again", "bulk-again.jpg", TestImages.jpeg())), PATIENCE);
		}
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/#/jobs?q=bulk-again")) {
			visitor.page().waitForSelector(".job-row");
			visitor.see("All of these…").click();
			visitor.see("Try failed ones again").click();
			visitor.see("Try 2 jobs again?");
			visitor.button("Try 2 again").click();
			visitor.see("2 done, 0 refused");
		}
		Eventually.within(PATIENCE, () -> assertThat(this.service.get("/jobs?q=bulk-again&limit=10").text())
			.containsPattern("completed.*completed"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"en | Send the callback again | Callback, attempt 2: Delivered | nobody takes callbacks there any more",
			"fr | Renvoyer le rappel | Rappel, essai 2 : Remis | plus personne n’y prend de rappels" })
	void lostCallbackSaysWhyAndIsSentAgain(String language, String again, String sent, String advice) {
		provider.willReturn(RESULT);
		receiver.willAnswer(410);
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/lost"),
				ServiceClient.single("lost", "lost.jpg", TestImages.jpeg()));
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.job(id).at("/callback/state").asString()).isEqualTo("dead_letter"));
		try (Visitor visitor = visitor(language, Visitor.DESKTOP).open("/#/jobs?job=" + id)) {
			visitor.page().waitForSelector("dialog .attempts li");
			assertThat(visitor.page().locator("dialog .attempts").innerText()).contains("HTTP 410");
			visitor.see(advice);
			visitor.button(again).click();
			visitor.see(sent);
		}
	}

	@ParameterizedTest
	@CsvSource({ "en, 390, What the receiver answered", "fr, 1280, Réponse du destinataire" })
	void markupInTheAnswerOfAReceiverIsText(String language, int width, String label) {
		provider.willReturn(RESULT);
		receiver.willAnswer(410);
		receiver.willSay("<h1>Gone</h1>" + MARKUP + "</pre></details><svg onload=alert(3)>");
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/hostile"),
				ServiceClient.single("hostile", "hostile.jpg", TestImages.jpeg()));
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.job(id).at("/callback/state").asString()).isEqualTo("dead_letter"));
		try (Visitor visitor = visitor(language, width).open("/#/jobs?job=" + id)) {
			visitor.page().waitForSelector("dialog .attempts details");
			visitor.see(label).click();
			assertThat(visitor.page().locator("dialog .attempts pre").innerText())
				.isEqualTo("<h1>Gone</h1>" + MARKUP + "</pre></details><svg onload=alert(3)>");
			assertThat(visitor.page().locator("dialog pre > *").count()).isZero();
			assertThat(visitor.page()
				.evaluate("document.querySelectorAll('img[src=x], dialog script, dialog h1, svg[onload]').length"))
				.isEqualTo(0);
			visitor.expectAccessible("answer");
		}
	}

	@ParameterizedTest
	@CsvSource({ "en, 390, Nothing has arrived yet", "fr, 1280, Rien n’est encore arrivé" })
	void inboxShowsWhatArrivesAndPlaysTrouble(String language, int width, String empty) throws IOException {
		provider.willReturn(RESULT);
		try (Visitor visitor = visitor(language, width).open("/#/inbox")) {
			visitor.see(empty);
			visitor.expectAccessible("empty inbox");
			visitor.page().selectOption(".toolbar .field:nth-child(2) select", "503");
			visitor.page().selectOption(".toolbar .field:nth-child(3) select", "2");
			visitor.page().waitForSelector(".notice.fair");
			visitor.open("/#/try");
			visitor.choose(photograph("inbox.jpg"));
			visitor.send("to the inbox");
			visitor.page().waitForSelector("before-after .after img");
			visitor.open("/#/inbox");
			visitor.page().waitForSelector("li.callback img");
			assertThat(visitor.page().locator("li.callback").first().innerText()).contains("completed",
					"result_image_base64");
			visitor.expectAccessible("inbox");
		}
	}

	@Test
	void markupOfOthersIsTextEverywhere() throws IOException {
		provider.willFail(new OpenAiStub.Error(400, "bad", "invalid_request_error", MARKUP));
		receiver.willAnswer(500, 500, 500);
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url("/?a=" + "%3Cimg%3E"),
				ServiceClient.single(MARKUP, MARKUP + ".jpg", TestImages.jpeg()));
		this.service.finished(id, PATIENCE);
		try (Visitor visitor = visitor("en", Visitor.DESKTOP).open("/")) {
			String inbox = String.valueOf(
					visitor.page().evaluate("localStorage.setItem('wxo.inbox', '\"page-markup\"') || 'page-markup'"));
			this.service.post("/inbox/" + inbox,
					"{\"status\":\"" + MARKUP + "\",\"" + MARKUP.replace("<", "x<") + "\":\"" + MARKUP + "\"}",
					"webhook-id", MARKUP);
			visitor.choose(photograph("plain.jpg"));
			visitor.send(MARKUP);
			visitor.page().locator("article.job").getByText("Failed").waitFor();
			assertThat(visitor.page().locator("article.job .sentence").innerText()).contains(MARKUP);
			visitor.open("/?again#/jobs?job=" + id);
			visitor.page().waitForSelector("dialog .attempts li");
			assertThat(visitor.page().locator("dialog").innerText()).contains(MARKUP);
			visitor.open("/?once-more#/inbox");
			visitor.page().waitForSelector("li.callback");
			assertThat(String.join("", visitor.page().locator("li.callback").allInnerTexts())).contains(MARKUP);
			assertThat(visitor.page().evaluate("document.querySelectorAll('img[src=x], main script').length"))
				.isEqualTo(0);
		}
	}

}
