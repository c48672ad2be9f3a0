package io.wxomedia.console;

import java.util.Objects;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.wxomedia.access.Administration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The host has a phone in the hand: what happens stands above what is laid down, and a
 * table is read without being pushed to and fro.
 */
class HostPhonePageTests extends PageOfTheService {

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Administration administration;

	@Test
	void figuresComeBeforeRulesAndTheAuditTrailFits() {
		try (Visitor host = visitor("en", Visitor.PHONE).open("/#/host")) {
			Page page = host.page();
			page.fill("input[type=password]", Objects.requireNonNull(this.administration.demoKey()));
			page.click("form button");
			page.waitForSelector("form.card input[name=seats]");
			page.fill("input[name=name]", "In the hand");
			page.locator("form.card button").first().click();
			Locator code = page.locator("section.invite .code");
			Locator figures = page.locator(".happening .figures");
			Locator rules = page.locator("section.rules");
			rules.waitFor();
			assertThat(code.boundingBox().y).isLessThan(figures.boundingBox().y);
			assertThat(figures.boundingBox().y).isLessThan(rules.boundingBox().y);
			// Who goes by key or has it read aloud meets them in the same order.
			assertThat(page.evaluate("document.querySelector('.happening').compareDocumentPosition("
					+ "document.querySelector('.rules')) & Node.DOCUMENT_POSITION_FOLLOWING"))
				.isEqualTo(4);
			page.setViewportSize(Visitor.DESKTOP, 844);
			assertThat(rules.boundingBox().x).isLessThan(figures.boundingBox().x);
			assertThat(figures.boundingBox().y).isCloseTo(page.locator("section.invite").boundingBox().y, within(2.0));
			page.setViewportSize(Visitor.PHONE, 844);
			host.open("/#/host?tab=service");
			page.locator("tr.entry").getByText("open_session").first().waitFor();
			assertThat((Integer) page
				.evaluate("Math.max(...[...document.querySelectorAll('.scroll:has(.entry), .entry td')]"
						+ ".map((box) => box.scrollWidth - box.clientWidth))"))
				.isLessThanOrEqualTo(0);
			assertThat(page.evaluate("getComputedStyle(document.querySelector('.entry td'), '::before').content"))
				.isEqualTo("\"When\"");
			assertThat(page.locator("tr.entry td").first().boundingBox().width).isGreaterThan(250);
			host.expectAccessible("audit trail");
		}
	}

}
