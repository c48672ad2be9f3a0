package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.picture.UnsupportedPicture;

/**
 * Makes the local picture that stands in for an edit when the provider's billing limit is
 * reached. Thread-safe.
 */
class Fallback {

	private final PayloadStore payloads;

	private final PixelBudget budget;

	Fallback(PayloadStore payloads, PixelBudget budget) {
		this.payloads = payloads;
		this.budget = budget;
	}

	/**
	 * Make the picture.
	 * @param input the image
	 * @return a new payload that holds a PNG
	 * @throws UnusableImage if the image cannot be decoded
	 * @throws IOException if a payload cannot be read or stored
	 * @throws InterruptedException if the service stops
	 */
	@SuppressWarnings("try")
	PayloadId make(PayloadId input) throws IOException, UnusableImage, InterruptedException {
		try (PixelBudget.Lease lease = this.budget.acquire(pixels(input));
				InputStream image = this.payloads.open(input);
				PayloadWriter png = this.payloads.create()) {
			FallbackPicture.render(image, png);
			png.commit();
			return png.id();
		}
		catch (BrokenPicture ex) {
			throw new UnusableImage(ex);
		}
	}

	private long pixels(PayloadId input) throws IOException, UnusableImage {
		try (InputStream image = this.payloads.open(input)) {
			return PictureInspector.inspect(image).pixels();
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			throw new UnusableImage(ex);
		}
	}

}
