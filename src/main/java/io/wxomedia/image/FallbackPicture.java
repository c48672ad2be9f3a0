package io.wxomedia.image;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.Stamp;

/**
 * The picture that is made here when no more may be bought: the original with its colours
 * inverted, stamped for what it is and why.
 */
final class FallbackPicture {

	private static final Color RED = new Color(0xE60000);

	private static final Map<FallbackReason, Stamp> STAMPS = Arrays.stream(FallbackReason.values())
		.collect(Collectors.toUnmodifiableMap((reason) -> reason, (reason) -> new Stamp(reason.stamp(), RED)));

	private FallbackPicture() {
	}

	/**
	 * Make the fallback of a picture: as large as the picture is shown and as
	 * transparent. Both streams are left open.
	 * @param picture the original from its first byte on
	 * @param png where the fallback goes
	 * @param reason why the fallback is made, which the stamp says
	 * @param deadline when to stop decoding
	 * @throws IOException if a stream cannot be read or written
	 * @throws BrokenPicture if the original cannot be decoded
	 * @throws DeadlinePassed if decoding it takes longer than it may
	 * @throws InterruptedException if the thread is interrupted
	 */
	static void render(InputStream picture, OutputStream png, FallbackReason reason, Deadline deadline)
			throws IOException, BrokenPicture, DeadlinePassed, InterruptedException {
		BufferedImage image = Pictures.decode(picture, deadline);
		invert(image);
		Objects.requireNonNull(STAMPS.get(reason)).drawOn(image);
		Pictures.writePng(image, png);
	}

	private static void invert(BufferedImage image) {
		if (image.getRaster().getDataBuffer() instanceof DataBufferInt argb) {
			int[] pixels = argb.getData();
			for (int i = 0; i < pixels.length; i++) {
				pixels[i] ^= 0x00FFFFFF;
			}
			return;
		}
		byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
		for (int i = 0; i < samples.length; i++) {
			samples[i] = (byte) ~samples[i];
		}
	}

}
