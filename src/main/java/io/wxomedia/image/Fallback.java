package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.provider.EditRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes the local picture that stands in for an edit when the provider's billing limit or
 * a budget is reached. Thread-safe.
 */
class Fallback {

	/**
	 * The file as it is read, and the parts of a WebP twice.
	 */
	private static final int COPIES_OF_THE_FILE = 3;

	private static final long MEGABYTE = 1_000_000;

	private final PayloadStore payloads;

	private final PixelBudget budget;

	private final Clock clock;

	Fallback(PayloadStore payloads, PixelBudget budget, Clock clock) {
		this.payloads = payloads;
		this.budget = budget;
		this.clock = clock;
	}

	/**
	 * Make the picture. Memory that runs out is the image's fault only if the image took
	 * it; otherwise the error goes on, as it says nothing about the image.
	 * @param input the image
	 * @param reason why the picture is made here, which is stamped on it
	 * @param timeLeft how long decoding may take, the wait for memory not counted
	 * @return a new payload that holds a PNG
	 * @throws UnusableImage if the image cannot be decoded in this time and in the memory
	 * that there is
	 * @throws IOException if a payload cannot be read or stored
	 * @throws InterruptedException if the service stops
	 */
	PayloadId make(PayloadId input, FallbackReason reason, Duration timeLeft)
			throws IOException, UnusableImage, InterruptedException {
		return make(() -> this.payloads.open(input), this.payloads.length(input), reason, timeLeft);
	}

	/**
	 * Make the picture, as {@link #make(PayloadId, FallbackReason, Duration)} does.
	 * @param input opens the image
	 * @param length how many bytes it has
	 */
	@SuppressWarnings("try")
	PayloadId make(EditRequest.ImageSource input, long length, FallbackReason reason, Duration timeLeft)
			throws IOException, UnusableImage, InterruptedException {
		long bytes = effort(input).heap() + COPIES_OF_THE_FILE * length;
		if (bytes > this.budget.most()) {
			throw tooLarge(bytes, null);
		}
		try (PixelBudget.Lease lease = this.budget.acquire(bytes)) {
			return render(input, reason, Deadline.in(timeLeft, this.clock));
		}
		catch (BrokenPicture ex) {
			throw new UnusableImage(ex);
		}
		catch (DeadlinePassed ex) {
			throw new UnusableImage("Decoding it took longer than the " + timeLeft.toSeconds()
					+ " s that were left for the image (JOB_TIMEOUT_SECONDS)", ex);
		}
		catch (OutOfMemoryError ex) {
			if (this.budget.isAlone(bytes)) {
				throw tooLarge(bytes, ex);
			}
			throw ex;
		}
	}

	private PayloadId render(EditRequest.ImageSource input, FallbackReason reason, Deadline deadline)
			throws IOException, BrokenPicture, DeadlinePassed, InterruptedException {
		try (InputStream image = input.open(); PayloadWriter png = this.payloads.create()) {
			FallbackPicture.render(image, png, reason, deadline);
			png.commit();
			return png.id();
		}
	}

	private static DecodingEffort effort(EditRequest.ImageSource input) throws IOException, UnusableImage {
		try (InputStream image = input.open()) {
			return PictureInspector.effort(image);
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			throw new UnusableImage(ex);
		}
	}

	private UnusableImage tooLarge(long bytes, @Nullable Throwable cause) {
		return new UnusableImage("It needs about " + (bytes / MEGABYTE + 1) + " MB of memory; the service has "
				+ this.budget.most() / MEGABYTE
				+ " MB for one image. Send a smaller one, or give the service more heap", cause);
	}

}
