package io.wxomedia.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * Writes a report as one page that needs nothing else: its pictures stand in it, and what
 * people wrote is text, whatever it looks like. The page itself says that nothing in it
 * is run or loaded, so that this also holds where it was saved.
 */
final class ReportPage {

	/**
	 * The page must stay one that a browser opens.
	 */
	static final int MOST_PICTURES = 1_000;

	/**
	 * Decoding takes its time; whoever waits gets the rest without pictures.
	 */
	static final Duration FOR_PICTURES = Duration.ofSeconds(60);

	private static final String STYLE = style();

	private static final String POLICY = "default-src 'none'; img-src data:; style-src 'sha256-" + hash(STYLE) + "'";

	private final Writer out;

	private final ReportWords words;

	private final Thumbnails thumbnails;

	private final Clock clock;

	private final Instant noPicturesAfter;

	private int pictures;

	private boolean leftOut;

	private int lastSeat;

	ReportPage(Writer out, ReportWords words, Thumbnails thumbnails, Clock clock) {
		this.out = out;
		this.words = words;
		this.thumbnails = thumbnails;
		this.clock = clock;
		this.noPicturesAfter = clock.instant().plus(FOR_PICTURES);
	}

	private static String style() {
		try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
			if (css == null) {
				throw new IllegalStateException("report.css is packaged beside this class");
			}
			return new String(css.readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	void head(Session session, SessionView shown) {
		String title = text(session.name());
		write("<!DOCTYPE html>\n<html lang=\"" + this.words.tag() + "\">\n<head>\n<meta charset=\"utf-8\">\n"
				+ "<meta http-equiv=\"Content-Security-Policy\" content=\"" + text(POLICY) + "\">\n"
				+ "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + title + "</title>\n<style>"
				+ STYLE + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n");
		SessionView.Totals totals = shown.totals();
		if (totals != null) {
			SessionView.Jobs jobs = totals.jobs();
			write("<p>"
					+ this.words.say("span", moment(shown.startsAt()), moment(shown.endsAt()), shown.seatsTaken(),
							shown.seats())
					+ " " + this.words.say("jobs", jobs.completed(), jobs.failed(), jobs.queued() + jobs.running())
					+ " " + this.words.say("total", this.words.usd(totals.costUsd())) + "</p>\n");
		}
		people((shown.people() != null) ? shown.people() : List.of());
	}

	private void people(List<SessionView.Person> people) {
		write("<table>\n<caption>" + this.words.say("seats") + "</caption>\n<thead><tr>");
		List.of("seat", "name", "done", "lost", "cost")
			.forEach((column) -> write("<th scope=\"col\">" + this.words.say(column) + "</th>"));
		write("</tr></thead>\n<tbody>\n");
		people.forEach((person) -> write("<tr><th scope=\"row\">" + person.seat() + "</th><td>" + text(person.name())
				+ "</td><td>" + person.jobs().completed() + "</td><td>" + person.jobs().failed() + "</td><td>"
				+ this.words.usd(person.costUsd()) + "</td></tr>\n"));
		write("</tbody>\n</table>\n");
	}

	void row(ReportRow row) {
		int seat = row.taken().seat().number();
		if (seat != this.lastSeat) {
			this.lastSeat = seat;
			String name = row.taken().name();
			write("<h2>" + this.words.say("seat") + " " + seat
					+ ((name != null) ? this.words.say("colon") + text(name) : "") + "</h2>\n");
		}
		write("<article" + (row.hasFailed() ? " class=\"failed\"" : "") + ">\n");
		boolean fromWords = row.pictures().before() == null && ReportRow.VIDEOS.contains(row.kind());
		if (!fromWords) {
			picture("before", "none", row.pictures().before());
		}
		boolean video = ReportRow.VIDEOS.contains(row.kind());
		picture(video ? "still" : "after", (video && "completed".equals(row.outcome())) ? "video" : "none",
				row.pictures().after());
		write("<div>\n<p class=\"prompt\">" + text(row.prompt()) + "</p>\n<p>" + facts(row) + "</p>\n");
		if (row.error() != null) {
			write("<p class=\"reason\">" + text(this.words.heard(row.error())) + "</p>\n");
		}
		if (row.fallbackReason() != null) {
			write("<p class=\"reason\">" + this.words.say("fallback") + this.words.say("colon")
					+ text(this.words.reasons(row.fallbackReason())) + "</p>\n");
		}
		write("</div>\n</article>\n");
	}

	private String facts(ReportRow row) {
		StringBuilder facts = new StringBuilder(text(this.words.state(row.outcome())));
		if (row.name() != null) {
			facts.append(" &middot; ").append(text(row.name()));
		}
		if (row.model() != null) {
			facts.append(" &middot; ").append(text(row.model()));
		}
		if (row.costUsd() != null) {
			facts.append(" &middot; ").append(this.words.usd(row.costUsd()));
		}
		if (row.took() != null) {
			facts.append(" &middot; ").append(ReportCsv.seconds(row.took())).append(" s");
		}
		return facts.append(" &middot; ").append(moment(row.createdAt())).append(" UTC").toString();
	}

	private void picture(String which, String without, Thumbnails.@Nullable Source source) {
		String name = this.words.say(which);
		String picture = (source != null && hasRoom()) ? this.thumbnails.of(source) : null;
		if (picture == null) {
			write("<figure><span>" + this.words.say(without) + "</span><figcaption>" + name
					+ "</figcaption></figure>\n");
			return;
		}
		this.pictures++;
		write("<figure><img alt=\"" + name + "\" src=\"" + picture + "\"><figcaption>" + name
				+ "</figcaption></figure>\n");
	}

	private boolean hasRoom() {
		boolean room = this.pictures < MOST_PICTURES && this.clock.instant().isBefore(this.noPicturesAfter);
		this.leftOut |= !room;
		return room;
	}

	void end() {
		if (this.leftOut) {
			write("<p>" + this.words.say("more", this.pictures) + "</p>\n");
		}
		write("</body>\n</html>\n");
	}

	private static String moment(Instant moment) {
		return text(moment.truncatedTo(ChronoUnit.MINUTES).toString().replace('T', ' ').replaceAll(":00Z$", ""));
	}

	private static String text(@Nullable String text) {
		return (text != null) ? HtmlUtils.htmlEscape(text, "UTF-8") : "";
	}

	private void write(String html) {
		try {
			this.out.write(html);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
