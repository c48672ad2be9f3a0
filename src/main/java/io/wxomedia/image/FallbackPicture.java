package io.wxomedia.image;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.Stamp;

/**
 * The picture that is made here when OpenAI's billing limit is reached: the original with
 * its colours inverted, stamped for what it is.
 */
final class FallbackPicture {

	private static final Stamp STAMP = new Stamp("DEMO - FALLBACK (OpenAI billing limit)", new Color(0xE60000));

	private FallbackPicture() {
	}

	/**
	 * Make the fallback of a picture: as large as the picture is shown and as
	 * transparent. Both streams are left open.
	 * @param picture the original from its first byte on
	 * @param png where the fallback goes
	 * @param deadline when to stop decoding
	 * @throws IOException if a stream cannot be read or written
	 * @throws BrokenPicture if the original cannot be decoded
	 * @throws DeadlinePassed if decoding it takes longer than it may
	 * @throws InterruptedException if the thread is interrupted
	 */
	static void render(InputStream picture, OutputStream png, Deadline deadline)
			throws IOException, BrokenPicture, DeadlinePassed, InterruptedException {
		BufferedImage image = Pictures.decode(picture, deadline);
		invert(image);
		STAMP.drawOn(image);
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
