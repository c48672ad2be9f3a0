package io.wxomedia.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotType;

/**
 * Pictures of the page in one language, numbered as they are taken: each on phone and
 * desktop, light and dark.
 */
final class Album {

	private static final Path FOLDER = Path.of("target", "album");

	private final String language;

	private int taken;

	Album(String language) throws IOException {
		this.language = language;
		Files.createDirectories(FOLDER);
	}

	void take(Visitor visitor, String name) {
		Page page = visitor.page();
		page.bringToFront();
		page.mouse().move(1, 1);
		this.taken += 1;
		for (int width : List.of(Visitor.PHONE, Visitor.DESKTOP)) {
			page.setViewportSize(width, 844);
			for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
				page.emulateMedia(
						new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
				Path file = FOLDER.resolve(String.format("%02d-%s.%s.%d.%s.jpg", this.taken, name, this.language, width,
						scheme.name().toLowerCase(Locale.ROOT)));
				boolean whole = page.locator("dialog[open]").count() == 0;
				if (whole) {
					page.evaluate("scrollTo(0, 0)");
				}
				page.screenshot(new Page.ScreenshotOptions().setPath(file)
					.setFullPage(whole)
					.setType(ScreenshotType.JPEG)
					.setQuality(70));
			}
		}
	}

}
