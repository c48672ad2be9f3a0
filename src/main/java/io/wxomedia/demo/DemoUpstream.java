package io.wxomedia.demo;

import java.time.Duration;
import java.util.Locale;

import io.wxomedia.provider.CallFailure;
import org.jspecify.annotations.Nullable;

/**
 * How the demo's provider behaves: it can play the troubles that a real one has.
 */
enum DemoUpstream implements Upstream {

	/**
	 * Every call is answered.
	 */
	OK,

	/**
	 * Every call is refused, as the billing limit is reached.
	 */
	BILLING_LIMIT,

	/**
	 * The first call and every second one after it are refused for two seconds.
	 */
	RATE_LIMIT,

	/**
	 * Every answer takes ten seconds.
	 */
	SLOW,

	/**
	 * Every call ends with HTTP 500.
	 */
	ERROR;

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private static final Duration SLOWNESS = Duration.ofSeconds(10);

	@Override
	public DemoUpstream now() {
		return this;
	}

	/**
	 * Return what it is called in settings.
	 */
	String word() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Behave, before the answer is made.
	 * @param call the number of the call, from 1
	 * @param timeout how long the caller waits
	 * @param pause how waiting is done
	 * @throws CallFailure if the call is not answered
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	void play(long call, Duration timeout, Pause pause) throws CallFailure, InterruptedException {
		switch (this) {
			case OK -> {
			}
			case BILLING_LIMIT -> throw failure(CallFailure.Kind.BILLING_LIMIT,
					"Billing hard limit has been reached (billing_hard_limit_reached)", null, call);
			case RATE_LIMIT -> {
				if (call % 2 == 1) {
					throw failure(CallFailure.Kind.RETRYABLE, "Rate limit reached, HTTP 429 (rate_limit_exceeded)",
							RETRY_AFTER, call);
				}
			}
			case SLOW -> answerLate(call, timeout, pause);
			case ERROR -> throw failure(CallFailure.Kind.RETRYABLE, "The server had an error, HTTP 500 (server_error)",
					null, call);
		}
	}

	private void answerLate(long call, Duration timeout, Pause pause) throws CallFailure, InterruptedException {
		if (timeout.compareTo(SLOWNESS) < 0) {
			pause.of(timeout);
			throw failure(CallFailure.Kind.ANSWER_LOST, "No answer within %d s".formatted(timeout.toSeconds()), null,
					call);
		}
		pause.of(SLOWNESS);
	}

	private CallFailure failure(CallFailure.Kind kind, String message, @Nullable Duration retryAfter, long call) {
		return new CallFailure(kind, "OpenAI: %s. The demo plays this: DEMO_UPSTREAM=%s".formatted(message, word()),
				retryAfter, requestId(call), null);
	}

	static String requestId(long call) {
		return "demo-" + call;
	}

}
