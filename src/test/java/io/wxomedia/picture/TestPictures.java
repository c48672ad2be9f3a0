package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * Pictures for tests.
 */
final class TestPictures {

	private TestPictures() {
	}

	static byte[] file(String name) {
		try (InputStream in = TestPictures.class.getResourceAsStream(name)) {
			return Objects.requireNonNull(in, name).readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static byte[] png() {
		return new TestPng(40, 24, 8, 2, false).pixels((x, y, channel) -> x * 5 + y * 3 + channel * 40).end();
	}

	static BufferedImage decode(byte[] picture) throws Exception {
		return Pictures.decode(new ByteArrayInputStream(picture), Deadline.in(Duration.ofHours(1), Clock.systemUTC()));
	}

	static DecodingEffort effort(byte[] picture) throws Exception {
		return PictureInspector.effort(new ByteArrayInputStream(picture));
	}

	static PictureHeader inspect(byte[] picture) throws IOException, UnsupportedPicture, BrokenPicture {
		return PictureInspector.inspect(new ByteArrayInputStream(picture));
	}

	/**
	 * Return EXIF data that holds nothing but an orientation.
	 * @param value the tag's value
	 * @return the data from its TIFF header on
	 */
	static byte[] exif(int value) {
		ByteBuffer tiff = ByteBuffer.allocate(26);
		tiff.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
		tiff.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) value);
		return tiff.array();
	}

	static byte[] jpegWithExif(byte[] jpeg, byte[] exif) {
		ByteBuffer result = ByteBuffer.allocate(jpeg.length + exif.length + 10);
		result.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (exif.length + 8));
		result.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
		return result.put(jpeg, 2, jpeg.length - 2).array();
	}

	/**
	 * Wrap a simple WebP into the extended form.
	 * @param webp a WebP of 40 x 24 pixels
	 * @param exif its EXIF data
	 * @return the extended WebP
	 */
	static byte[] webpWithExif(byte[] webp, byte[] exif) {
		ByteBuffer result = ByteBuffer.allocate(webp.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
		result.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(result.capacity() - 8);
		result.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x08);
		result.put(new byte[] { 39, 0, 0, 23, 0, 0 }).put(webp, 12, webp.length - 12);
		return result.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(exif.length).put(exif).array();
	}

	static byte[] joined(byte[] first, byte[] second) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.writeBytes(first);
		joined.writeBytes(second);
		return joined.toByteArray();
	}

}
