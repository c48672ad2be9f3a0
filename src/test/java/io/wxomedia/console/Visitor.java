package io.wxomedia.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody with a browser of their own. Whatever the browser complains of, and whatever
 * it asks another host for, is remembered and fails the test when the visitor leaves.
 */
final class Visitor implements AutoCloseable {

	static final int PHONE = 390;

	static final int DESKTOP = 1280;

	static final int HEIGHT = 844;

	static final double PATIENCE_MILLIS = 30_000;

	private final String service;

	private final BrowserTab tab;

	private final Page page;

	private final boolean leftToOthers;

	private final List<String> expected = new ArrayList<>();

	/**
	 * Come with a browser that others may have had before, as if nobody had. Nothing
	 * moves in it.
	 * @param width of the window, in pixels
	 */
	Visitor(String service, String language, int width) {
		this(service, BrowserTab.take(service, language, width), true);
	}

	private Visitor(String service, BrowserTab tab, boolean leftToOthers) {
		this.service = service;
		this.tab = tab;
		this.page = tab.page();
		this.leftToOthers = leftToOthers;
	}

	/**
	 * Come with a new browser, which nobody gets afterwards: for whoever listens to the
	 * page or begins it with a script, which cannot be taken back, or kills the service.
	 */
	static Visitor alone(String service, String language, int width) {
		return new Visitor(service, BrowserTab.open(service, language, width), false);
	}

	Page page() {
		return this.page;
	}

	BrowserContext context() {
		return this.tab.context();
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
		wear(ColorScheme.DARK);
		AxeCheck.rules(this.page, view + ", dark", "color-contrast");
		wear(ColorScheme.LIGHT);
		AxeCheck.tags(this.page, view + ", light", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
				"best-practice");
		assertThat((Integer) this.page.evaluate("document.documentElement.scrollWidth - innerWidth")).as(view)
			.isLessThanOrEqualTo(0);
	}

	/**
	 * Without transitions, in the middle of which axe would look.
	 */
	private void wear(ColorScheme scheme) {
		this.page.emulateMedia(BrowserTab.look(scheme));
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
		List<String> complaints = this.leftToOthers ? this.tab.giveBack() : this.tab.close();
		complaints.removeIf((complaint) -> this.expected.stream().anyMatch(complaint::contains));
		assertThat(complaints).isEmpty();
	}

}
