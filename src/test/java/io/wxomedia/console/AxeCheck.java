package io.wxomedia.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What axe finds wrong with a page as it is. Its own builder for Playwright sends the
 * half megabyte of axe for each look and has all told that is right: that takes several
 * times as long as to look.
 */
final class AxeCheck {

	private static final String AXE = script();

	private static final String LOOK = """
			async (options) => (await axe.run(document, { ...options, resultTypes: ["violations"], preload: false }))
				.violations.flatMap((rule) => rule.nodes.map((node) => [rule.id, node.html, node.failureSummary].join(": ")))
			""";

	private AxeCheck() {
	}

	private static String script() {
		try (InputStream file = Objects.requireNonNull(AxeBuilder.class.getResourceAsStream("/axe.min.js"))) {
			return new String(file.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Look with some rules alone.
	 * @param view what the page shows, for the failure
	 */
	static void rules(Page page, String view, String... rules) {
		look(page, view, "rule", rules);
	}

	/**
	 * Look with all rules of some tags.
	 * @param view what the page shows, for the failure
	 */
	static void tags(Page page, String view, String... tags) {
		look(page, view, "tag", tags);
	}

	private static void look(Page page, String view, String type, String... values) {
		// It stays as long as the document.
		if (page.evaluate("typeof axe").equals("undefined")) {
			page.evaluate(AXE);
		}
		Object found = page.evaluate(LOOK, Map.of("runOnly", Map.of("type", type, "values", List.of(values))));
		assertThat(found).as(view).isEqualTo(List.of());
	}

}
