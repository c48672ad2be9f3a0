package io.wxomedia.access;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * {@link Audit} in the log of that name.
 */
class AuditLog implements Audit {

	private static final Logger logger = LoggerFactory.getLogger("audit");

	private static final String RECORDED = AuditLog.class.getName();

	private static final int LONGEST = 200;

	@Override
	public void record(Caller actor, String action, String target, String result) {
		logger.info("[AUDIT] actor={} action={} target={} result={}", word(actor.name()), word(action), word(target),
				word(result));
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		if (request != null) {
			request.setAttribute(RECORDED, true, RequestAttributes.SCOPE_REQUEST);
		}
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
		String clean = text.replaceAll("[^\\x21-\\x7e]", "?");
		return (clean.length() <= LONGEST) ? clean : clean.substring(0, LONGEST) + "...";
	}

}
