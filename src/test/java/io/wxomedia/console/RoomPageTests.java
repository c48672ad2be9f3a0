package io.wxomedia.console;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.access.Administration;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host and participants, each with a browser of their own.
 */
class RoomPageTests extends PageOfTheService {

	private static final String MARKUP = "<img src=x onerror=alert(1)><b>Ada</b>";

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Administration administration;

	private String key() {
		return Objects.requireNonNull(this.administration.demoKey());
	}

	private Visitor host(String language, int width) {
		Visitor host = visitor(language, width).open("/#/host");
		host.page().fill("input[type=password]", this.key());
		host.page().click("form button");
		host.page().waitForSelector("form.card input[name=seats]");
		return host;
	}

	private static String openSession(Visitor host, String name) {
		host.page().fill("input[name=name]", name);
		host.page().locator("form.card button").first().click();
		host.page().waitForSelector("section.invite .code");
		return host.page().locator("section.invite .code").innerText();
	}

	private Visitor participant(String code, String name, int width) {
		Visitor participant = visitor("en", width);
		participant.open("/?join=" + code);
		participant.page().fill("input[name=name]", name);
		participant.button("Join").click();
		participant.page().waitForSelector("form.composer");
		return participant;
	}

	@ParameterizedTest
	@CsvSource({ "en, 1280", "fr, 390" })
	void hostSeesEverythingAndLosesNothing(String language, int width) throws IOException {
		provider.willReturn(RESULT);
		try (Visitor host = host(language, width)) {
			host.expectAccessible("lobby");
			String code = openSession(host, "Story " + language);
			try (Visitor ada = participant(code, "Ada", Visitor.PHONE)) {
				ada.choose(photograph("ada.jpg"));
				ada.send("for the wall");
				ada.page().waitForSelector("before-after .after img");
			}
			host.page().waitForSelector(".wall img");
			host.page().locator("table").getByText("Ada").waitFor();
			host.expectAccessible("room");
			for (String tab : List.of("money", "callbacks", "service")) {
				host.page().navigate("http://127.0.0.1:" + this.port + "/#/host?tab=" + tab);
				host.page().waitForSelector("section.card");
				host.page()
					.waitForSelector(".skeleton",
							new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
				if (tab.equals("service")) {
					expectPreflightIn(language, host.page());
				}
				host.expectAccessible(tab);
			}
		}
	}

	private static void expectPreflightIn(String language, Page page) {
		page.locator("form:has(input[type=url]) button").click();
		page.locator("section:has(input[type=url]) .checks li").first().waitFor();
		// Words that French does not have.
		String english = "[...document.querySelectorAll('section:has(input[type=url]) .checks p')]"
				+ ".map((line) => line.textContent).filter((line) => /\\b(the|is|are|of|and|with)\\b/i.test(line)).length";
		if (language.equals("fr")) {
			page.waitForCondition(() -> page.evaluate(english).equals(0));
		}
		assertThat(page.locator("section:has(input[type=url]) .checks li").count()).isGreaterThan(5);
	}

	@Test
	void seatsNeverSeeEachOther() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor host = host("en", Visitor.DESKTOP)) {
			String code = openSession(host, "Seats");
			try (Visitor ada = participant(code, "Ada", Visitor.PHONE);
					Visitor bob = participant(code, "<b>Bob</b>", Visitor.DESKTOP)) {
				ada.choose(photograph("of-ada.jpg"));
				ada.send("only for Ada");
				ada.page().waitForSelector("before-after .after img");
				bob.choose(photograph("of-bob.jpg"));
				bob.send("only for Bob");
				bob.page().waitForSelector("before-after .after img");
				bob.open("/#/jobs");
				bob.page().waitForSelector(".job-row");
				assertThat(bob.page().locator(".job-row").count()).isEqualTo(1);
				assertThat(bob.page().locator(".rows").innerText()).contains("only for Bob").doesNotContain("ada");
				assertThat(bob.page().locator("nav a").allInnerTexts()).doesNotContain("Host");
			}
			host.page().locator("table").getByText("<b>Bob</b>").waitFor();
			assertThat(host.page().locator("main b").count()).isZero();
		}
	}

	/**
	 * What is done to all that match is done with the key of whoever does it.
	 */
	@Test
	@Tag("slow")
	void bulkActionsOfASeatLeaveTheOthersAlone() throws IOException {
		provider.willFail(OpenAiStub.Error.MODERATION);
		try (Visitor host = host("en", Visitor.DESKTOP)) {
			String code = openSession(host, MARKUP);
			assertThat(host.page().locator("h2.title").innerText()).contains(MARKUP);
			try (Visitor ada = participant(code, MARKUP, Visitor.PHONE);
					Visitor bob = participant(code, "Bob", Visitor.DESKTOP)) {
				for (Visitor each : List.of(ada, bob)) {
					each.choose(photograph("bulk-seats.jpg"));
					each.send("refused");
					each.page().locator("article.job .badge").getByText("Failed").waitFor();
				}
				provider.willReturn(RESULT);
				bob.open("/#/jobs");
				bob.page().waitForSelector(".job-row");
				bob.see("All of these…").click();
				bob.see("Try failed ones again").click();
				bob.button("Try 1 again").click();
				bob.see("1 done, 0 refused");
				ada.open("/#/jobs");
				ada.page().waitForSelector(".job-row");
				assertThat(ada.page().locator(".job-row").count()).isEqualTo(1);
				assertThat(ada.page().locator(".rows").innerText()).contains("Failed");
				assertThat(ada.page()
					.evaluate("(async () => { const key = JSON.parse(localStorage['wxo.seat']).key;"
							+ " return [await fetch('/demo/troubles', { headers: { 'x-api-key': key } }),"
							+ " await fetch('/jobs?q=bulk-seats', { headers: { 'x-api-key': key } })]"
							+ ".map((answer) => answer.status).join(); })()"))
					.isEqualTo("403,200");
				ada.expect("403");
			}
			host.page().locator("table").getByText(MARKUP).waitFor();
			host.button("Show to the room").click();
			host.page().waitForSelector("dialog .board");
			assertThat(host.page().locator("dialog h2").innerText()).contains(MARKUP);
			assertThat(host.page().evaluate("document.querySelectorAll('img[src=x], main script').length"))
				.isEqualTo(0);
		}
	}

	@Test
	@Tag("slow")
	void roomIsHostedByKeyboardAlone() {
		try (Visitor host = visitor("en", Visitor.DESKTOP).open("/#/host")) {
			Page page = host.page();
			host.tabTo("document.activeElement.type === 'password'");
			page.keyboard().type(key());
			page.keyboard().press("Enter");
			page.waitForSelector("form.card input[name=seats]");
			host.tabTo("document.activeElement.name === 'name'");
			page.keyboard().press("ControlOrMeta+a");
			page.keyboard().type("By keyboard");
			host.tabTo("document.activeElement.textContent.includes('Open it')");
			page.keyboard().press("Enter");
			page.waitForSelector("section.invite .code");
			host.tabTo("document.activeElement.textContent.trim() === 'Show to the room'");
			page.keyboard().press("Enter");
			page.waitForSelector("dialog .board");
			page.keyboard().press("Escape");
			assertThat(page.evaluate("document.activeElement.textContent.includes('Show to the room')"))
				.isEqualTo(true);
			for (String act : List.of("Pause", "Go on", "End")) {
				host.tabBackTo("document.activeElement.textContent.trim() === '" + act + "'");
				page.keyboard().press("Enter");
			}
			host.tabTo(
					"document.activeElement.textContent.trim() === 'End' && !!document.activeElement.closest('dialog')");
			page.keyboard().press("Enter");
			host.see("The session is over");
		}
	}

	@Test
	@Tag("slow")
	void troublesAreSwitchedOnAndSeenAndEnd() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor host = host("en", Visitor.DESKTOP)) {
			host.open("/#/host?tab=service");
			host.page().waitForSelector(".troubles form");
			host.page().check(".troubles input[name=receiver]");
			host.button("Play it").click();
			host.see("It is on, and ends by itself");
			host.expectAccessible("troubles");
			host.open("/#/try");
			host.choose(photograph("troubled.jpg"));
			host.send("to a receiver that is down");
			host.page().waitForSelector("before-after .after img");
			host.open("/#/jobs?q=troubled");
			host.page().waitForSelector(".job-row count-down");
			host.open("/#/host?tab=service");
			host.button("Stop it").click();
			host.see("All works again");
			host.page().locator("table").getByText("set_troubles").first().waitFor();
		}
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.get("/jobs?q=troubled&limit=1", "x-api-key", key()).text())
					.containsPattern("\"delivered\",\"attempts\":[2-9]"));
	}

	@Test
	void whatTheHostLaysDownLooksLikeWhatItIs() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor host = host("en", Visitor.DESKTOP)) {
			String code = openSession(host, "Rules");
			try (Visitor ada = participant(code, "Ada", Visitor.PHONE)) {
				host.button("Pause").click();
				host.see("The room is paused");
				ada.choose(photograph("paused.jpg"));
				ada.send("while it is paused");
				ada.see("The host has paused the room");
				host.button("Go on").click();
				ada.page().waitForSelector("before-after .after img");
				ada.expect("403");
				host.button("Mute").click();
				host.button("Unmute").waitFor();
				ada.choose(photograph("muted.jpg"));
				ada.send("while muted");
				ada.see("The host has muted your seat");
				assertThat(ada.page().locator(".picked img").count()).isEqualTo(1);
				host.button("End").click();
				host.page().locator("dialog button.bad").click();
				host.see("The session is over");
				ada.expect("401");
				ada.open("/?again");
				ada.see("Your key is not taken any more");
				ada.expectAccessible("door");
			}
		}
	}

	@Test
	@Tag("slow")
	void linkOfAnotherSessionAsksWhoeverHasASeat() throws IOException {
		provider.willReturn(RESULT);
		try (Visitor host = host("en", Visitor.DESKTOP)) {
			String first = openSession(host, "First");
			host.page().navigate("http://127.0.0.1:" + this.port + "/#/host");
			host.page().waitForSelector("form.card input[name=seats]");
			String second = openSession(host, "Second");
			try (Visitor ada = participant(first, "Ada", Visitor.PHONE)) {
				ada.choose(photograph("first.jpg"));
				ada.send("of the first seat");
				ada.page().waitForSelector("before-after .after img");
				ada.open("/?join=" + first);
				ada.page().waitForURL((url) -> !url.contains("join="));
				assertThat(ada.page().locator("dialog[open]").count()).isZero();
				ada.open("/?join=" + second);
				ada.button("Stay as I am").click();
				ada.page().waitForURL((url) -> !url.contains("join="));
				ada.page().waitForSelector("before-after .after img");
				ada.open("/?join=" + second);
				ada.button("Take the new seat").click();
				ada.page().fill("input[name=code]", " " + second.substring(0, 3) + "-" + second.substring(3));
				ada.page().fill("input[name=name]", "Ada again");
				ada.button("Join").click();
				ada.page().waitForSelector("form.composer");
				assertThat(ada.page().locator("article.job").count()).isZero();
				assertThat(ada.page().inputValue("#prompt")).isEmpty();
				assertThat(ada.page().evaluate("localStorage.getItem('wxo.jobs')")).isNull();
			}
			host.page().locator("table").getByText("Ada again").waitFor();
		}
	}

	@Test
	void wrongCodesAndKeysSaySo() {
		try (Visitor visitor = visitor("en", Visitor.PHONE)) {
			visitor.expect("404");
			visitor.expect("401");
			visitor.open("/?join=ZZZZZZ");
			visitor.button("Join").click();
			visitor.page().waitForSelector(".notice.bad");
			visitor.open("/#/host");
			visitor.page().fill("input[type=password]", "wrong-key-wrong-key");
			visitor.button("Enter").click();
			visitor.see("The service does not know this code, token or key");
		}
	}

	@Test
	void linkOfTheDemoWorksOnce(@Autowired HostTicket ticket) {
		String link = "/#/host?ticket=" + ticket.unused().orElseThrow();
		try (Visitor host = visitor("en", Visitor.DESKTOP).open(link)) {
			host.page().waitForSelector("form.card input[name=seats]");
			assertThat(host.page().url()).doesNotContain("ticket");
		}
		try (Visitor other = visitor("en", Visitor.DESKTOP)) {
			other.expect("410");
			other.open(link);
			other.see("This link was used before");
		}
	}

}
