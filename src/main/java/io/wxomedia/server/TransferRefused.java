package io.wxomedia.server;

import java.io.IOException;

import io.wxomedia.web.Problems;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * A body is not read, or an answer not written, any further.
 */
final class TransferRefused extends IOException {

	private static final long serialVersionUID = 1L;

	private static final int SECONDS_UNTIL_ROOM = 2;

	private final HttpStatus status;

	private final String code;

	private TransferRefused(HttpStatus status, String code, String detail, @Nullable Throwable cause) {
		super(detail, cause);
		this.status = status;
		this.code = code;
	}

	/**
	 * The connection is slower than is waited for.
	 */
	static TransferRefused tooSlow(long bytesPerSecond, @Nullable Throwable cause) {
		return new TransferRefused(HttpStatus.REQUEST_TIMEOUT, "too_slow",
				"The request's body arrives too slowly, or stopped: after " + Transfer.GRACE.toSeconds()
						+ " s at least " + bytesPerSecond + " bytes a second (MIN_TRANSFER_BYTES_PER_SECOND) are"
						+ " expected on average. Send it again over a better connection, or send a smaller image.",
				cause);
	}

	/**
	 * Others need the place.
	 */
	static TransferRefused noRoom(@Nullable Throwable cause) {
		return new TransferRefused(HttpStatus.SERVICE_UNAVAILABLE, "too_many_transfers",
				"Too many requests are being sent at once, and this one is not the fastest of them; send it again in "
						+ SECONDS_UNTIL_ROOM + " s.",
				cause);
	}

	HttpStatus status() {
		return this.status;
	}

	/**
	 * Return after how many seconds to try again, or 0 if that depends on the client.
	 */
	int retryAfter() {
		return (this.status == HttpStatus.SERVICE_UNAVAILABLE) ? SECONDS_UNTIL_ROOM : 0;
	}

	ProblemDetail problem() {
		return Problems.of(this.status, this.code, getMessage());
	}

}
