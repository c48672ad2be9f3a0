package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * {@link Price} of each million tokens.
 *
 * @param textInput the price of the instruction
 * @param imageInput the price of the picture that is sent
 * @param output the price of the picture that comes back
 */
record TokenPrice(BigDecimal textInput, BigDecimal imageInput, BigDecimal output) implements Price {

	private static final Pattern FORM = Pattern.compile("\\d{1,6}(\\.\\d{1,4})?(/\\d{1,6}(\\.\\d{1,4})?){2}");

	private static final int MILLION_DIGITS = 6;

	/**
	 * Tokens of what is sent in one edit of a large picture with a long instruction.
	 */
	private static final long LARGE_INPUT = 7000;

	private static final long LARGE_INPUT_IMAGE = 6000;

	/**
	 * Tokens of what comes back from one edit at a high quality.
	 */
	private static final long LARGE_OUTPUT = 8000;

	/**
	 * Read a price.
	 * @param text three numbers with slashes between them: {@code 5/8/30}
	 * @return the price
	 * @throws IllegalArgumentException if the text has another form
	 */
	static TokenPrice parse(String text) {
		if (!FORM.matcher(text).matches()) {
			throw new IllegalArgumentException("must be model=text/image/output, prices in USD per million tokens"
					+ " with at most four decimals, several separated by commas: gpt-image-2=5/8/30");
		}
		String[] prices = text.toLowerCase(Locale.ROOT).split("/");
		return new TokenPrice(new BigDecimal(prices[0]), new BigDecimal(prices[1]), new BigDecimal(prices[2]));
	}

	@Override
	public @Nullable BigDecimal cost(Usage usage) {
		if (isFree()) {
			return BigDecimal.ZERO;
		}
		Long input = usage.inputTokens();
		Long image = usage.inputImageTokens();
		Long made = usage.outputTokens();
		if (input == null || image == null || made == null) {
			return null;
		}
		return usd(Math.max(0, input - image), this.textInput).add(usd(image, this.imageInput))
			.add(usd(made, this.output));
	}

	@Override
	public @Nullable BigDecimal costAtMost(Usage usage) {
		BigDecimal exact = cost(usage);
		Long input = usage.inputTokens();
		Long made = usage.outputTokens();
		if (exact != null || input == null || made == null) {
			return exact;
		}
		return usd(input, this.textInput.max(this.imageInput)).add(usd(made, this.output));
	}

	/**
	 * Return what a call is thought to cost while no call has told.
	 * @param outputTokens tokens of the picture that comes back, or {@code null} if they
	 * are not known either
	 * @return the cost of a large edit, but for the picture where that is known
	 */
	BigDecimal costOfEdit(@Nullable Long outputTokens) {
		BigDecimal cost = cost(
				new Usage(LARGE_INPUT, LARGE_INPUT_IMAGE, (outputTokens != null) ? outputTokens : LARGE_OUTPUT, null));
		return (cost != null) ? cost : BigDecimal.ZERO;
	}

	private boolean isFree() {
		return this.textInput.signum() == 0 && this.imageInput.signum() == 0 && this.output.signum() == 0;
	}

	private static BigDecimal usd(long tokens, BigDecimal perMillion) {
		return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION_DIGITS);
	}

	@Override
	public String words() {
		return "$" + this.textInput.toPlainString() + " / $" + this.imageInput.toPlainString() + " / $"
				+ this.output.toPlainString() + " per million tokens (text input / image input / output)";
	}

}
