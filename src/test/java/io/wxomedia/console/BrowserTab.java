package io.wxomedia.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * A tab with storage of its own, which one visitor after the other has: to open one costs
 * more than most of them do in it. Of whoever had it before nothing is left but the cache
 * of the page's files. Whatever the browser complains of is collected.
 */
final class BrowserTab {

	private static final int MOST_FREE = 6;

	/**
	 * Those that nobody has, for the thread of the tests.
	 */
	private static final Deque<BrowserTab> free = new ArrayDeque<>();

	private final Kind kind;

	private final BrowserContext context;

	private final Page page;

	private final CDPSession storage;

	private final JsonObject everything = new JsonObject();

	private final List<String> complaints = new ArrayList<>();

	private BrowserTab(Kind kind) {
		this.kind = kind;
		this.context = Chromium.browser()
			.newContext(new Browser.NewContextOptions().setLocale(kind.language())
				.setViewportSize(kind.width(), Visitor.HEIGHT)
				.setHasTouch(kind.width() == Visitor.PHONE)
				.setAcceptDownloads(true));
		this.context.setDefaultTimeout(Visitor.PATIENCE_MILLIS);
		this.page = this.context.newPage();
		this.storage = this.context.newCDPSession(this.page);
		this.everything.addProperty("origin", kind.service());
		this.everything.addProperty("storageTypes", "cookies,local_storage,indexeddb,cache_storage");
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
			if (!url.startsWith(kind.service()) && !url.startsWith("blob:") && !url.startsWith("data:")) {
				this.complaints.add("asked another host: " + url);
			}
		});
	}

	/**
	 * Open one that nobody had before.
	 * @param service the address of the service
	 * @param language the browser's language
	 * @param width of the window, in pixels
	 */
	static BrowserTab open(String service, String language, int width) {
		return new BrowserTab(new Kind(service, language, width));
	}

	/**
	 * Take one that is free, or open one; nothing moves in it. The parameters are those
	 * of {@link #open}.
	 */
	static BrowserTab take(String service, String language, int width) {
		Kind kind = new Kind(service, language, width);
		for (Iterator<BrowserTab> all = free.iterator(); all.hasNext();) {
			BrowserTab tab = all.next();
			if (tab.kind.equals(kind) || !tab.kind.service().equals(service)) {
				all.remove();
				if (tab.kind.equals(kind)) {
					return tab;
				}
				tab.close();
			}
		}
		BrowserTab tab = new BrowserTab(kind);
		tab.page.emulateMedia(look(ColorScheme.LIGHT));
		return tab;
	}

	/**
	 * What is drawn again for each picture of a movement is drawn by the processor here.
	 */
	static Page.EmulateMediaOptions look(ColorScheme scheme) {
		return new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE);
	}

	Page page() {
		return this.page;
	}

	BrowserContext context() {
		return this.context;
	}

	/**
	 * Give it back for the next one. Where that is not possible it is closed.
	 * @return what the browser complained of
	 */
	List<String> giveBack() {
		try {
			this.page.unrouteAll();
			this.context.unrouteAll();
			this.context.setOffline(false);
			List<String> heard = hear();
			this.page.evaluate("location.protocol === 'about:' || sessionStorage.clear()");
			// Streams and timers end with the document, and it writes nothing any more.
			this.page.navigate("about:blank");
			this.storage.send("Storage.clearDataForOrigin", this.everything);
			this.context.clearPermissions();
			this.page.mouse().move(0, 0);
			this.page.setViewportSize(this.kind.width(), Visitor.HEIGHT);
			this.page.emulateMedia(look(ColorScheme.LIGHT));
			this.complaints.clear();
			free.addFirst(this);
			if (free.size() > MOST_FREE) {
				free.removeLast().close();
			}
			return heard;
		}
		catch (PlaywrightException ex) {
			// The service or the page is gone.
			return close();
		}
	}

	/**
	 * Close it.
	 * @return what the browser complained of
	 */
	List<String> close() {
		this.context.close();
		return hear();
	}

	private List<String> hear() {
		return new ArrayList<>(this.complaints);
	}

	/**
	 * What cannot be changed later.
	 */
	private record Kind(String service, String language, int width) {
	}

}
