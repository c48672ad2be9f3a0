package io.wxomedia.access;

import java.time.Clock;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * {@link Audit} in the log of that name.
 */
class AuditLog implements Audit {

	private static final Logger logger = LoggerFactory.getLogger("audit");

	private static final String RECORDED = AuditLog.class.getName();

	private static final int LONGEST = 200;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	AuditLog(ApplicationEventPublisher events, Clock clock) {
		this.events = events;
		this.clock = clock;
	}

	@Override
	public void record(Caller actor, String action, String target, String result, String detail) {
		// The line first: it needs nothing that can fail.
		logger.info("[AUDIT] actor={} action={} target={} result={}{}", word(actor.name()), word(action), word(target),
				word(result), detail.isEmpty() ? "" : " detail=\"" + text(detail) + "\"");
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		if (request != null) {
			request.setAttribute(RECORDED, true, RequestAttributes.SCOPE_REQUEST);
		}
		this.events
			.publishEvent(new AdministrativeAct(this.clock.instant(), actor.name(), action, target, result, detail));
	}

	/**
	 * Return whether an act was written down while a request was answered.
	 */
	static boolean hasRecorded(HttpServletRequest request) {
		return request.getAttribute(RECORDED) != null;
	}

	/**
	 * One word, so that nothing a caller sends can look like another field or line.
	 */
	private static String word(String text) {
		return cut(text.replaceAll("[^\\x21-\\x7e]", "?"));
	}

	/**
	 * What may have blanks stands between quotes and holds none.
	 */
	private static String text(String text) {
		return cut(text.replaceAll("[^\\x20-\\x7e]|\"", "?"));
	}

	private static String cut(String clean) {
		return (clean.length() <= LONGEST) ? clean : clean.substring(0, LONGEST) + "...";
	}

}
