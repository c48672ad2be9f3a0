package io.wxomedia.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as the headers {@code traceparent} and {@code tracestate} of W3C
 * Trace Context say it.
 *
 * @param traceId 32 hexadecimal digits, the same for everything that belongs together
 * @param spanId 16 hexadecimal digits, one for each step
 * @param flags the trace flags; bit 1 says that the caller records the trace
 * @param state what tracing systems add, passed on as it came, or {@code null}
 */
public record TraceParent(String traceId, String spanId, int flags, @Nullable String state) {

	/**
	 * The flags that the specification knows: sampled, random. Others are cleared when
	 * they are passed on.
	 */
	private static final int KNOWN_FLAGS = 0b11;

	private static final Pattern FORMAT = Pattern
		.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

	private static final int LONGEST_STATE = 512;

	private static final int MOST_MEMBERS = 32;

	private static final Pattern MEMBER = Pattern.compile("[ \\t]*(([a-z][_0-9a-z*/-]{0,255}"
			+ "|[a-z0-9][_0-9a-z*/-]{0,240}@[a-z][_0-9a-z*/-]{0,13})=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}"
			+ "[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e])?[ \\t]*");

	/**
	 * Read the headers of a request.
	 * @param traceparent the header of that name, or {@code null}
	 * @param tracestate the header of that name, several joined by commas, or
	 * {@code null}; a malformed one is left out
	 * @return where the sender was, or nothing if {@code traceparent} is absent or
	 * malformed
	 */
	public static Optional<TraceParent> parse(@Nullable String traceparent, @Nullable String tracestate) {
		if (traceparent == null) {
			return Optional.empty();
		}
		Matcher matcher = FORMAT.matcher(traceparent.strip());
		if (!matcher.matches() || !isKnown(matcher.group(1), matcher.group(5)) || isZero(matcher.group(2))
				|| isZero(matcher.group(3))) {
			return Optional.empty();
		}
		int flags = Integer.parseInt(matcher.group(4), 16) & KNOWN_FLAGS;
		return Optional.of(new TraceParent(matcher.group(2), matcher.group(3), flags, usable(tracestate)));
	}

	/**
	 * Later versions may add something behind the flags; 255 is no version.
	 */
	private static boolean isKnown(String version, @Nullable String addition) {
		return !version.equals("ff") && (addition == null || !version.equals("00"));
	}

	private static boolean isZero(String id) {
		return id.chars().allMatch((digit) -> digit == '0');
	}

	private static @Nullable String usable(@Nullable String tracestate) {
		if (tracestate == null || tracestate.isBlank() || tracestate.length() > LONGEST_STATE) {
			return null;
		}
		String[] members = tracestate.split(",", -1);
		if (members.length > MOST_MEMBERS) {
			return null;
		}
		for (String member : members) {
			if (!MEMBER.matcher(member).matches()) {
				return null;
			}
		}
		return tracestate.strip();
	}

	/**
	 * Begin a trace. Nobody is known to record it, so it is not marked as recorded.
	 * @return its first step
	 */
	public static TraceParent begin() {
		return new TraceParent(digits() + digits(), digits(), 0, null);
	}

	/**
	 * Return the next step of this trace.
	 * @return the same trace with a new span id
	 */
	public TraceParent child() {
		return new TraceParent(this.traceId, digits(), this.flags, this.state);
	}

	/**
	 * Return the value of the header {@code traceparent}.
	 * @return the value, in version 00
	 */
	public String header() {
		return "00-" + this.traceId + "-" + this.spanId + "-" + HexFormat.of().toHexDigits((byte) this.flags);
	}

	private static String digits() {
		// Zero is no id.
		return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
	}

}
