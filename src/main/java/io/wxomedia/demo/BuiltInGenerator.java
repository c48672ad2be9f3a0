package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.generation.GeneratedImage;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;

/**
 * The demo's maker of pictures: draws a real PNG for a prompt, right here.
 */
final class BuiltInGenerator implements ImageGenerator {

	private static final Pattern SIZE = Pattern.compile("([1-9]\\d{1,3})x([1-9]\\d{1,3})");

	/**
	 * So that a step can be seen.
	 */
	private static final Duration THINKING = Duration.ofMillis(700);

	private static final long BYTES_PER_PIXEL = 16;

	private final Upstream upstream;

	private final PixelBudget budget;

	private final Pause pause;

	private final AtomicLong calls = new AtomicLong();

	BuiltInGenerator(Upstream upstream, PixelBudget budget, Pause pause) {
		this.upstream = upstream;
		this.budget = budget;
		this.pause = pause;
	}

	@Override
	public GeneratedImage generate(ImageOrder order, Duration timeout, Runnable beforeSent) throws CallFailure {
		Matcher size = SIZE.matcher(order.size());
		if (!size.matches()) {
			throw new CallFailure(CallFailure.Kind.FINAL, "The size " + order.size() + " is not width x height", null,
					null, null);
		}
		int width = Integer.parseInt(size.group(1));
		int height = Integer.parseInt(size.group(2));
		long call = this.calls.incrementAndGet();
		String requestId = DemoUpstream.requestId(call);
		beforeSent.run();
		try {
			this.upstream.now().play(call, timeout, this.pause);
			this.pause.of(THINKING);
			PixelBudget.Lease lease = this.budget
				.acquire(Math.min(this.budget.most(), BYTES_PER_PIXEL * width * height));
			try (lease) {
				BufferedImage image = PromptPicture.draw(order.prompt(), width, height, order.style().equals("vivid"));
				ByteArrayOutputStream out = new ByteArrayOutputStream();
				Pictures.writePng(image, out);
				return new GeneratedImage(out.toByteArray(), new Receipt(requestId, null, null, null));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallFailure(CallFailure.Kind.RETRYABLE, "The built-in generator was interrupted", null, requestId,
					ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Bytes in memory can be written", ex);
		}
	}

	@Override
	public String provider() {
		return "built-in";
	}

	@Override
	public String seller() {
		return "The built-in generator";
	}

	@Override
	public String model() {
		return BuiltInEditor.MODEL;
	}

	@Override
	public Purchase purchase(ImageOrder order) {
		return new Purchase(seller(),
				new PricedCall(new ProviderModel(provider(), model()), order.quality(), order.size()));
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

}
