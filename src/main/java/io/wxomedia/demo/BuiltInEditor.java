package io.wxomedia.demo;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo's provider: edits pictures right here, by the words it knows in the prompt.
 */
final class BuiltInEditor implements ImageEditor {

	private static final Logger logger = LoggerFactory.getLogger(BuiltInEditor.class);

	static final String MODEL = "built-in";

	/**
	 * What is not asked for is medium.
	 */
	private static final float MEDIUM_JPEG_QUALITY = 0.92f;

	private static final Map<String, Float> JPEG_QUALITIES = Map.of("low", 0.6f, "high", 0.98f);

	// A filter holds the picture up to three times over.
	private static final int COPIES = 3;

	private static final int BYTES_PER_PIXEL = 4;

	private static final long MEGABYTE = 1_000_000;

	private final PictureFormat outputFormat;

	private final Upstream upstream;

	private final PixelBudget budget;

	private final Pause pause;

	private final AtomicLong calls = new AtomicLong();

	/**
	 * Create the editor.
	 * @param outputFormat what it writes: PNG or JPEG
	 * @param upstream which troubles it plays
	 * @param budget bounds the pixels held in memory
	 * @param pause how it waits
	 */
	BuiltInEditor(PictureFormat outputFormat, Upstream upstream, PixelBudget budget, Pause pause) {
		if (outputFormat == PictureFormat.WEBP) {
			throw new IllegalArgumentException("OPENAI_IMAGE_OUTPUT_FORMAT=webp needs OpenAI: "
					+ "the demo's built-in editor writes png or jpeg only");
		}
		this.outputFormat = outputFormat;
		this.upstream = upstream;
		this.budget = budget;
		this.pause = pause;
	}

	@Override
	public EditedImage edit(EditRequest request) throws CallFailure {
		long call = this.calls.incrementAndGet();
		String requestId = DemoUpstream.requestId(call);
		request.beforeSent().run();
		try {
			this.upstream.now().play(call, request.timeout(), this.pause);
			return new EditedImage(edited(request), requestId, null, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallFailure(CallFailure.Kind.RETRYABLE, "The built-in editor was interrupted", null, requestId,
					ex);
		}
		catch (BrokenPicture | UnsupportedPicture | DeadlinePassed ex) {
			throw new CallFailure(CallFailure.Kind.FINAL, String.valueOf(ex.getMessage()), null, requestId, ex);
		}
		catch (IOException ex) {
			throw new CallFailure(CallFailure.Kind.RETRYABLE, "The image could not be read", null, requestId, ex);
		}
	}

	@Override
	public String provider() {
		return "built-in";
	}

	@Override
	public String seller() {
		return "The built-in editor";
	}

	@Override
	public String model() {
		return MODEL;
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

	private byte[] edited(EditRequest request)
			throws IOException, UnsupportedPicture, BrokenPicture, DeadlinePassed, InterruptedException, CallFailure {
		EditRequest.ImageSource source = request.image();
		PixelBudget.Lease lease = this.budget.acquire(fitting(bytes(source)));
		try (lease) {
			BufferedImage image = decode(source, Deadline.in(request.timeout(), Clock.systemUTC()));
			for (Filter filter : filters(request.prompt())) {
				if (Thread.interrupted()) {
					throw new InterruptedException("Interrupted between two filters");
				}
				image = filter.apply(image);
			}
			return encode(image, request.options());
		}
	}

	private long bytes(EditRequest.ImageSource source) throws IOException, UnsupportedPicture, BrokenPicture {
		try (InputStream in = source.open()) {
			DecodingEffort effort = PictureInspector.effort(in);
			effort.requireBounded();
			return effort.heap() + COPIES * BYTES_PER_PIXEL * effort.header().pixels();
		}
	}

	private long fitting(long bytes) throws CallFailure {
		if (bytes > this.budget.most()) {
			throw new CallFailure(
					CallFailure.Kind.FINAL, "The image needs about " + (bytes / MEGABYTE + 1)
							+ " MB of memory; the demo has " + this.budget.most() / MEGABYTE + " MB for one image",
					null, null, null);
		}
		return bytes;
	}

	private static BufferedImage decode(EditRequest.ImageSource source, Deadline deadline)
			throws IOException, BrokenPicture, DeadlinePassed, InterruptedException {
		BufferedImage decoded;
		try (InputStream in = source.open()) {
			decoded = Pictures.decode(in, deadline);
		}
		if (decoded.getType() == BufferedImage.TYPE_INT_ARGB) {
			return decoded;
		}
		BufferedImage image = new BufferedImage(decoded.getWidth(), decoded.getHeight(), BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = image.createGraphics();
		graphics.drawImage(decoded, 0, 0, null);
		graphics.dispose();
		return image;
	}

	private static List<Filter> filters(String prompt) {
		List<Effect> effects = Effect.in(prompt);
		if (effects.isEmpty()) {
			logger.info("The built-in editor knows no word of the prompt; its picture says so");
			return List.of(new NotUnderstood());
		}
		return effects.stream().map(Effect::filter).toList();
	}

	private static float jpegQuality(EditOptions options) {
		Integer compression = options.outputCompression();
		if (compression != null) {
			return compression / 100f;
		}
		return JPEG_QUALITIES.getOrDefault(Objects.requireNonNullElse(options.quality(), ""), MEDIUM_JPEG_QUALITY);
	}

	private byte[] encode(BufferedImage image, EditOptions options) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		String format = Objects.requireNonNullElse(options.outputFormat(), this.outputFormat.extension());
		if (format.equals(PictureFormat.JPEG.extension())) {
			Pictures.writeJpeg(image, jpegQuality(options), out);
		}
		else {
			Pictures.writePng(image, out);
		}
		return out.toByteArray();
	}

}
