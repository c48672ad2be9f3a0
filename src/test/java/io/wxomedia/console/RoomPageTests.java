package io.wxomedia.console;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.wxomedia.access.Administration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host and participants, each with a browser of their own.
 */
class RoomPageTests extends PageOfTheService {

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
				host.expectAccessible(tab);
			}
		}
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
