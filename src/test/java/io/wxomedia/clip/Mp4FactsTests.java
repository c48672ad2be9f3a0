package io.wxomedia.clip;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mp4Facts}.
 */
class Mp4FactsTests {

	@Test
	void factsAreThoseOfThePictureTrack() throws IOException {
		byte[] sound = track("soun", 0, 0, 48000, 96000, 94);
		byte[] picture = track("vide", 640, 360, 15000, 120000, 96);
		byte[] movie = box("moov", box("mvhd", new byte[100]), sound, picture);
		for (byte[] video : new byte[][] { join(ftyp(), movie, box("mdat", new byte[5000])),
				join(ftyp(), box("mdat", new byte[5000]), movie) }) {
			assertThat(Mp4Facts.read(new ByteArrayInputStream(video))).isEqualTo(new Mp4Facts(640, 360, 8.0, 12.0));
		}
	}

	@Test
	void whatIsNoVideoTellsNothing() throws IOException {
		assertThat(Mp4Facts.read(new ByteArrayInputStream(new byte[0]))).isEqualTo(Mp4Facts.NONE);
		assertThat(Mp4Facts.read(new ByteArrayInputStream("<html></html>".getBytes(StandardCharsets.UTF_8))))
			.isEqualTo(Mp4Facts.NONE);
		assertThat(Mp4Facts.read(new ByteArrayInputStream(join(ftyp(), box("mdat", new byte[10])))))
			.isEqualTo(Mp4Facts.NONE);
		byte[] huge = ByteBuffer.allocate(8)
			.putInt(Integer.MAX_VALUE)
			.put("moov".getBytes(StandardCharsets.US_ASCII))
			.array();
		assertThat(Mp4Facts.read(new ByteArrayInputStream(huge))).isEqualTo(Mp4Facts.NONE);
	}

	@Test
	void damagedHeadersDoNoHarm() throws IOException {
		byte[] video = join(ftyp(), box("moov", track("vide", 640, 360, 15000, 120000, 96)));
		Random random = new Random(7);
		int read = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] damaged = video.clone();
			for (int j = 0; j <= random.nextInt(4); j++) {
				damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
			}
			read += (Mp4Facts.read(new ByteArrayInputStream(damaged)).width() != null) ? 1 : 0;
		}
		assertThat(read).isBetween(1, 20_000);
	}

	private static byte[] ftyp() throws IOException {
		return box("ftyp", "isom\0\0\2\0isomavc1".getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] track(String handler, int width, int height, int scale, int units, int samples)
			throws IOException {
		byte[] header = ByteBuffer.allocate(84).putInt(76, width << 16).putInt(80, height << 16).array();
		byte[] time = ByteBuffer.allocate(24).putInt(12, scale).putInt(16, units).array();
		byte[] type = ByteBuffer.allocate(24).put(8, handler.getBytes(StandardCharsets.US_ASCII)).array();
		byte[] sizes = ByteBuffer.allocate(12).putInt(8, samples).array();
		return box("trak", box("tkhd", header),
				box("mdia", box("mdhd", time), box("hdlr", type), box("minf", box("stbl", box("stsz", sizes)))));
	}

	private static byte[] box(String type, byte[]... parts) throws IOException {
		byte[] body = join(parts);
		return join(
				ByteBuffer.allocate(8).putInt(8 + body.length).put(type.getBytes(StandardCharsets.US_ASCII)).array(),
				body);
	}

	private static byte[] join(byte[]... parts) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.write(part);
		}
		return all.toByteArray();
	}

}
