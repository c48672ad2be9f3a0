package io.wxomedia.callback;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;

import io.wxomedia.destination.MaskedUrl;
import io.wxomedia.exchange.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that people in workshops look for. In structured logs each is one event.
 */
final class CallbackLog {

	private static final Logger logger = LoggerFactory.getLogger(CallbackLog.class);

	private CallbackLog() {
	}

	static void begin(Delivery delivery, URI target) {
		String text = """
				=== CALLBACK ===
				job_id   : %s
				original : %s
				final    : %s
				status   : %s
				keys     : [%s]""".formatted(delivery.job(), MaskedUrl.of(delivery.url().toString()),
				MaskedUrl.of(target.toString()), delivery.verdict(), delivery.body().fieldNames());
		logger.info(text);
	}

	static void attempt(Delivery delivery, int number, int most, Attempt attempt) {
		String outcome = (attempt.status() != null) ? "HTTP " + attempt.status() : String.valueOf(attempt.error());
		logger.info("attempt  : {}/{} -> {} job_id={}", number, most, outcome, delivery.job());
	}

	static void retrying(Delivery delivery, Attempt attempt, Duration pause) {
		logger.warn("callback : attempt failed ({}); retrying in {}s job_id={}", attempt.error(), seconds(pause),
				delivery.job());
	}

	static void givenUp(Delivery delivery, Attempt attempt) {
		// Two lines, since one would not fit a terminal.
		logger.error("callback : attempt failed ({}); giving up, kept as a dead letter\njob_id   : {}", attempt.error(),
				delivery.job());
	}

	private static String seconds(Duration pause) {
		return BigDecimal.valueOf(pause.toMillis(), 3).stripTrailingZeros().toPlainString();
	}

}
