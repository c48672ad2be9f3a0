package io.wxomedia.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody with a browser of their own. Whatever the browser complains of, and whatever
 * it asks another host for, is remembered and fails the test when the visitor leaves.
 */
final class Visitor implements AutoCloseable {

	static final int PHONE = 390;

	static final int DESKTOP = 1280;

	private static final double PATIENCE_MILLIS = 30_000;

	private final String service;

	private final BrowserContext context;

	private final Page page;

	private final List<String> complaints = new ArrayList<>();

	private final List<String> expected = new ArrayList<>();

	Visitor(String service, String language, int width) {
		this.service = service;
		this.context = Chromium.browser()
			.newContext(new Browser.NewContextOptions().setLocale(language)
				.setViewportSize(width, 844)
				.setHasTouch(width == PHONE)
				.setAcceptDownloads(true));
		this.context.setDefaultTimeout(PATIENCE_MILLIS);
		this.page = this.context.newPage();
		this.page.onConsoleMessage((message) -> {
			if ("error".equals(message.type()) || "warning".equals(message.type())) {
				this.complaints.add(message.text() + " " + message.location());
			}
		});
		this.page.onPageError((error) -> this.complaints.add("uncaught: " + error));
		this.page.onDialog((dialog) -> {
			this.complaints.add("a script ran: " + dialog.message());
			dialog.dismiss();
		});
		this.page.onRequest((request) -> {
			String url = request.url();
			if (!url.startsWith(service) && !url.startsWith("blob:") && !url.startsWith("data:")) {
				this.complaints.add("asked another host: " + url);
			}
		});
	}

	Page page() {
		return this.page;
	}

	BrowserContext context() {
		return this.context;
	}

	/**
	 * Open the page.
	 * @param place what comes behind the address
	 */
	Visitor open(String place) {
		this.page.navigate(this.service + place);
		this.page.waitForSelector("main h1");
		return this;
	}

	/**
	 * Expect complaints of the browser, as of a refused request.
	 * @param part what they have in them
	 */
	void expect(String part) {
		this.expected.add(part);
	}

	Locator button(String name) {
		return this.page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
	}

	Locator see(String text) {
		Locator found = this.page.getByText(text).first();
		found.waitFor();
		return found;
	}

	void choose(Path... files) {
		this.page.setInputFiles("#files", files);
		this.page.waitForSelector(".picked img");
	}

	/**
	 * Make a picture from the files that are chosen.
	 */
	void send(String prompt) {
		this.page.fill("#prompt", prompt);
		this.page.click("form.composer .submit button");
	}

	/**
	 * Check what is to be right of every view: WCAG 2.2 AA as far as axe knows, and
	 * nothing is wider than the window. In the dark only colours are others.
	 */
	void expectAccessible(String view) {
		expectNoViolation(view + ", dark", ColorScheme.DARK, axe().withRules(List.of("color-contrast")));
		expectNoViolation(view + ", light", ColorScheme.LIGHT,
				axe().withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")));
		this.page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
		assertThat((Integer) this.page.evaluate("document.documentElement.scrollWidth - innerWidth")).as(view)
			.isLessThanOrEqualTo(0);
	}

	/**
	 * Its new way opens a window for each look, which is for frames of other hosts.
	 */
	private AxeBuilder axe() {
		return new AxeBuilder(this.page).setLegacyMode(true);
	}

	private void expectNoViolation(String view, ColorScheme scheme, AxeBuilder axe) {
		// Without transitions, in the middle of which axe would look.
		this.page
			.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
		assertThat(axe.analyze().getViolations().stream().map((rule) -> rule.getId() + ": " + rule.getNodes())).as(view)
			.isEmpty();
	}

	/**
	 * Go from one thing to the next by the Tab key, as whoever has no pointer.
	 * @param reached says in JavaScript that one is there
	 */
	void tabTo(String reached) {
		go("Tab", reached);
	}

	/**
	 * The same, backwards.
	 */
	void tabBackTo(String reached) {
		go("Shift+Tab", reached);
	}

	private void go(String key, String reached) {
		for (int i = 0; i < 80 && !Boolean.TRUE.equals(this.page.evaluate(reached)); i++) {
			this.page.keyboard().press(key);
		}
		assertThat(this.page.evaluate(reached)).as(reached).isEqualTo(true);
	}

	@Override
	public void close() {
		this.context.close();
		this.complaints.removeIf((complaint) -> this.expected.stream().anyMatch(complaint::contains));
		assertThat(this.complaints).isEmpty();
	}

}
