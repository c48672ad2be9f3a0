package io.wxomedia.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long somebody with a telephone waits for the form of "Try it" at the first visit,
 * and what is transferred until then. The times are the machine's, so they are printed;
 * the size and the number of round trips are held.
 */
@Tag("long")
class FirstLoadMeasurements extends PageOfTheService {

	private static final int VISITS = 5;

	/**
	 * As DevTools and Lighthouse count: bits are decimal, and the latency is of each
	 * request.
	 */
	private static final String USABLE = """
			new MutationObserver((changes, observer) => {
				if (document.querySelector("#choose") && document.querySelector("#prompt")) {
					observer.disconnect();
					requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }));
				}
			}).observe(document, { childList: true, subtree: true });
			""";

	/**
	 * DevTools' "Fast 3G" is 562.5 ms for each request, 1.44 Mbit/s down and 675 kbit/s
	 * up; WebPageTest's "3G Fast" is 150 ms and 1.6 Mbit/s down, 768 kbit/s up.
	 */
	@ParameterizedTest
	@CsvSource({ "DevTools Fast 3G, 562.5, 180000, 84375", "WebPageTest 3G Fast, 150, 200000, 96000",
			"no throttling, 0, -1, -1" })
	void formIsUsable(String line, double latency, int down, int up) {
		List<Double> times = new CopyOnWriteArrayList<>();
		long[] bytes = new long[2];
		for (int visit = 0; visit <= VISITS; visit++) {
			try (Visitor visitor = Visitor.alone(address(), "en", Visitor.PHONE)) {
				Page page = visitor.page();
				CDPSession session = visitor.context().newCDPSession(page);
				session.send("Network.enable");
				JsonObject cache = new JsonObject();
				cache.addProperty("cacheDisabled", true);
				session.send("Network.setCacheDisabled", cache);
				JsonObject conditions = new JsonObject();
				conditions.addProperty("offline", false);
				conditions.addProperty("latency", latency);
				conditions.addProperty("downloadThroughput", down);
				conditions.addProperty("uploadThroughput", up);
				session.send("Network.emulateNetworkConditions", conditions);
				bytes[0] = 0;
				bytes[1] = 0;
				session.on("Network.loadingFinished", (event) -> {
					bytes[0] += event.get("encodedDataLength").getAsLong();
					bytes[1]++;
				});
				page.addInitScript(USABLE);
				visitor.open("/");
				page.waitForFunction("window.usable > 0");
				// The first visit starts the browser's processes and the service's code.
				if (visit > 0) {
					times.add(((Number) page.evaluate("window.usable")).doubleValue());
				}
				visitor.see("Nothing yet");
			}
		}
		times.sort(null);
		System.out.printf("first load, %s: usable after %.0f ms (median of %d; %.0f to %.0f), %d bytes, %d answers%n",
				line, times.get(VISITS / 2), VISITS, times.get(0), times.get(VISITS - 1), bytes[0], bytes[1]);
		assertThat(bytes[0]).isBetween(20_000L, 150_000L);
		if (latency > 0) {
			assertThat(times.get(VISITS / 2)).as("two round trips, one after the other, and not a third")
				.isGreaterThan(2 * latency);
		}
	}

}
