package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.recent.Recent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what results are. Providers do not always give the format that they were asked
 * for, and a name that lies about its content is worse than another name. Thread-safe.
 */
class ResultFormats {

	private static final Logger logger = LoggerFactory.getLogger(ResultFormats.class);

	private static final int MOST_FRESH = 256;

	private final PayloadStore payloads;

	private final PictureFormat configured;

	/**
	 * Results that were stored here a moment ago, and not looked at since.
	 */
	private final Recent<PayloadId, PictureFormat> fresh = new Recent<>(MOST_FRESH);

	private final Set<PictureFormat> noted = EnumSet.noneOf(PictureFormat.class);

	ResultFormats(PayloadStore payloads, PictureFormat configured) {
		this.payloads = payloads;
		this.configured = configured;
	}

	/**
	 * Return what a result is by its bytes.
	 * @param result a result, which was inspected before it was stored
	 * @return its format
	 * @throws IOException if it cannot be read
	 */
	PictureFormat of(PayloadId result) throws IOException {
		return inspect(result, false);
	}

	/**
	 * Return what a result is by its bytes, and see at the same time whether it still is
	 * what was stored.
	 * @param result a result, which was inspected before it was stored
	 * @return its format
	 * @throws io.wxomedia.payload.UnusablePayload if it is not what was stored
	 * @throws IOException if it cannot be read
	 */
	PictureFormat ofVerified(PayloadId result) throws IOException {
		Optional<PictureFormat> known = this.fresh.take(result);
		return known.isPresent() ? known.get() : inspect(result, true);
	}

	/**
	 * Take note of what a result is that was inspected in memory and has just been
	 * stored: it need not be read back once, as it is verified before it is sent.
	 * @param result the result
	 * @param format its format
	 */
	void inspected(PayloadId result, PictureFormat format) {
		this.fresh.put(result, format);
	}

	private PictureFormat inspect(PayloadId result, boolean toItsEnd) throws IOException {
		try (InputStream picture = this.payloads.open(result)) {
			PictureFormat format = PictureInspector.inspect(picture).format();
			if (toItsEnd) {
				picture.transferTo(OutputStream.nullOutputStream());
			}
			return format;
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			throw new IOException("The stored result " + result + " is damaged: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Take note of a format that the provider gave. One that was not asked for is logged
	 * once.
	 * @param given the format by the bytes
	 * @param asked the format that the request asked for, or {@code null}
	 */
	void note(PictureFormat given, @Nullable String asked) {
		if ((asked != null) ? given.extension().equals(asked) : given == this.configured) {
			return;
		}
		synchronized (this.noted) {
			if (!this.noted.add(given)) {
				return;
			}
		}
		logger.warn(
				"The provider gives {} where OPENAI_IMAGE_OUTPUT_FORMAT asks for {}; results are named, stored and"
						+ " served as what they are",
				given.extension(), (asked != null) ? asked : this.configured.extension());
	}

}
