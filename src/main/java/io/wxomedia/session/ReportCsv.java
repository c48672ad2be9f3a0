package io.wxomedia.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Writes a report as a table (RFC 4180). What people wrote cannot become a formula where
 * somebody opens it.
 */
final class ReportCsv {

	private static final List<String> COLUMNS = List.of("seat", "name", "job_id", "item", "kind", "prompt", "filename",
			"outcome", "error", "fallback_reason", "model", "cost_usd", "created_at", "finished_at", "seconds");

	/**
	 * What programs that show tables take for the beginning of a formula, and what may
	 * stand before it.
	 */
	private static final String FORMULA = "=+-@\t\r\n|%";

	private final Writer out;

	ReportCsv(Writer out) {
		this.out = out;
	}

	void head() {
		line(COLUMNS.stream());
	}

	void row(ReportRow row) {
		BigDecimal cost = Amounts.plain(row.costUsd());
		line(Stream.of(Integer.toString(row.taken().seat().number()), text(row.taken().name()), row.job().toString(),
				(row.item() > 0) ? Integer.toString(row.item()) : "", row.kind(), text(row.prompt()), text(row.name()),
				row.outcome(), text(row.error()), text(row.fallbackReason()), text(row.model()),
				(cost != null) ? cost.toPlainString() : "", row.createdAt().toString(),
				(row.finishedAt() != null) ? row.finishedAt().toString() : "", seconds(row.took())));
	}

	static String seconds(@Nullable Duration took) {
		return (took != null) ? BigDecimal.valueOf(took.toMillis() / 100, 1).toPlainString() : "";
	}

	private static String text(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return "";
		}
		// The quote mark tells those programs that a text follows.
		String stripped = text.stripLeading();
		boolean formula = FORMULA.indexOf(text.charAt(0)) >= 0
				|| (!stripped.isEmpty() && FORMULA.indexOf(stripped.charAt(0)) >= 0);
		return formula ? "'" + text : text;
	}

	private void line(Stream<String> cells) {
		String line = cells.map((cell) -> "\"" + cell.replace("\"", "\"\"") + "\"").collect(Collectors.joining(","));
		try {
			this.out.write(line + "\r\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
