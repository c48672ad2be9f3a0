package io.wxomedia.server;

import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * Answers with a problem detail (RFC 9457) what the server refuses before any filter of
 * the service sees it, where the server would send a page of HTML.
 */
class ProblemReportValve extends ErrorReportValve {

	private static final Logger logger = LoggerFactory.getLogger(ProblemReportValve.class);

	private final JsonMapper json;

	ProblemReportValve(JsonMapper json) {
		this.json = json;
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable failure) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		AtomicBoolean writable = new AtomicBoolean();
		response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
		if (!writable.get()) {
			return;
		}
		ProblemDetail problem = (request.getContext() != null && request.getWrapper() != null)
				? ServerRefusals.explain(status) : ServerRefusals.explain(status, head(request, failure));
		try {
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.setCharacterEncoding("utf-8");
			response.setHeader("X-Content-Type-Options", "nosniff");
			Writer writer = response.getReporter();
			if (writer != null) {
				writer.write(this.json.writeValueAsString(problem));
				response.finishResponse();
			}
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("An answer of the server could not be written: {}", ex.toString());
		}
	}

	private static ServerRefusals.Head head(Request request, @Nullable Throwable failure) {
		org.apache.coyote.Request raw = request.getCoyoteRequest();
		MessageBytes target = raw.requestURI();
		boolean firstLineWasRead = !target.isNull() && !raw.protocol().isNull();
		return new ServerRefusals.Head(raw.getMethod(), firstLineWasRead ? target.toString() : null,
				firstLineWasRead && failure == null, values(raw.getMimeHeaders(), "host"),
				values(raw.getMimeHeaders(), "content-length"));
	}

	private static List<String> values(MimeHeaders headers, String name) {
		return Collections.list(headers.values(name));
	}

}
