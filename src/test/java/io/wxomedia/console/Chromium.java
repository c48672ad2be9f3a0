package io.wxomedia.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import org.jspecify.annotations.Nullable;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The browser that all tests of the page share. Where there is none they are skipped, and
 * say so.
 */
final class Chromium {

	private static final Path PROGRAM = Path.of("/usr/bin/chromium");

	private static final String DRIVER = "com.microsoft.playwright.impl.driver.jar.DriverJar";

	// No document lives long enough for its scripts to earn what their optimisation
	// costs.
	private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-dev-shm-usage",
			"--js-flags=--no-opt,--no-maglev");

	private static @Nullable Browser browser;

	private Chromium() {
	}

	/**
	 * Start the browser, unless it runs.
	 * @return the browser, for the thread of the tests
	 */
	static synchronized Browser browser() {
		assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: there is no " + PROGRAM + " (apt-get install chromium)");
		assumeTrue(hasDriver(), "SKIPPED: Playwright's driver is not on the class path (Maven profile chromium)");
		Browser running = browser;
		if (running == null || !running.isConnected()) {
			Playwright playwright = Playwright
				.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
			running = playwright.chromium().launch(new LaunchOptions().setExecutablePath(PROGRAM).setArgs(ARGUMENTS));
			browser = running;
			Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
		}
		return running;
	}

	private static boolean hasDriver() {
		try {
			Class.forName(DRIVER);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

}
