package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * {@link Price} of each call and of each second that is made.
 *
 * @param perSecond the price of a second of video; 0 if only the call is paid for
 * @param perCall the price of a call; 0 if only seconds are paid for
 */
record UnitPrice(BigDecimal perSecond, BigDecimal perCall) implements Price {

	private static final String AMOUNT = "(\\d{1,6}(?:\\.\\d{1,6})?)";

	private static final Pattern FORM = Pattern
		.compile("(?:" + AMOUNT + "/s)?(?:(?:^|(?<=s)\\+)" + AMOUNT + "/call)?(?<!^)");

	static boolean hasForm(String text) {
		return FORM.matcher(text).matches();
	}

	static UnitPrice parse(String text) {
		Matcher form = FORM.matcher(text);
		if (!form.matches()) {
			throw new IllegalArgumentException("must be a price of a second, of a call or of both: 0.05/s+0.02/call");
		}
		return new UnitPrice(amount(form.group(1)), amount(form.group(2)));
	}

	private static BigDecimal amount(@Nullable String text) {
		return (text != null) ? new BigDecimal(text) : BigDecimal.ZERO;
	}

	@Override
	public @Nullable BigDecimal cost(Usage usage) {
		return cost(usage.seconds());
	}

	@Override
	public @Nullable BigDecimal costAtMost(Usage usage) {
		return cost(usage);
	}

	/**
	 * Return what a call costs.
	 * @param seconds how many seconds it makes, or {@code null} if that is not known
	 * @return the cost, or {@code null} if the seconds are paid for and not known
	 */
	@Nullable BigDecimal cost(@Nullable BigDecimal seconds) {
		if (this.perSecond.signum() == 0) {
			return this.perCall;
		}
		return (seconds != null) ? this.perSecond.multiply(seconds).add(this.perCall) : null;
	}

	@Override
	public String words() {
		String second = "$" + this.perSecond.toPlainString() + " a second";
		String call = "$" + this.perCall.toPlainString() + " a call";
		if (this.perCall.signum() == 0) {
			return second;
		}
		return (this.perSecond.signum() == 0) ? call : second + " and " + call;
	}

}
