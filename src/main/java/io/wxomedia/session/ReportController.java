package io.wxomedia.session;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Administration;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reports on sessions: what was made, by whom, at what cost, and what failed.
 */
@RestController
@Tag(name = ApiTag.SESSIONS)
class ReportController {

	private final Sessions sessions;

	private final SessionViews views;

	private final ReportRows rows;

	private final Thumbnails thumbnails;

	private final Administration administration;

	private final Clock clock;

	ReportController(Sessions sessions, SessionViews views, ReportRows rows, Thumbnails thumbnails,
			Administration administration, Clock clock) {
		this.sessions = sessions;
		this.views = views;
		this.rows = rows;
		this.thumbnails = thumbnails;
		this.administration = administration;
		this.clock = clock;
	}

	/**
	 * Written as it is read: a session may have thousands of pictures.
	 */
	@Operation(operationId = "reportSession", summary = "Report on a workshop session",
			description = "One page that needs nothing else: before and after, prompts, cost and time by seat, failures and"
					+ " their reasons; in French or English, by Accept-Language. With format=csv the rows alone.")
	@ApiResponse(responseCode = "200", description = "The report",
			content = { @Content(mediaType = "text/html", schema = @Schema(type = "string")),
					@Content(mediaType = "text/csv", schema = @Schema(type = "string")) })
	@Refuses({ "403 admin_only", "404 not_found", "422 invalid_parameter", "503 database_unavailable" })
	@GetMapping("/sessions/{id}/report")
	void report(@PathVariable UUID id,
			@Parameter(description = "html or csv; html if left out") @RequestParam(
					required = false) @Nullable String format,
			HttpServletRequest request, HttpServletResponse response) throws IOException {
		SessionController.requireOpen(this.administration);
		Caller.of(request).requireAdmin();
		boolean csv = "csv".equals(format);
		if (format != null && !csv && !"html".equals(format)) {
			throw Refusal.unprocessable("invalid_parameter", "format must be html or csv.");
		}
		Session session = this.sessions.find(id);
		SessionView shown = this.views.view(session);
		response.setContentType(csv ? "text/csv;charset=UTF-8" : "text/html;charset=UTF-8");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
				(csv ? "attachment" : "inline") + "; filename=\"session-" + id + (csv ? ".csv" : ".html") + "\"");
		ReportWords words = ReportWords.of(request.getLocale());
		if (!csv) {
			response.setHeader(HttpHeaders.CONTENT_LANGUAGE, words.tag());
		}
		try (Writer out = new BufferedWriter(
				new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8))) {
			if (csv) {
				ReportCsv table = new ReportCsv(out);
				table.head();
				this.rows.each(id, table::row);
			}
			else {
				ReportPage page = new ReportPage(out, words, this.thumbnails, this.clock);
				page.head(session, shown);
				this.rows.each(id, page::row);
				page.end();
			}
		}
	}

}
