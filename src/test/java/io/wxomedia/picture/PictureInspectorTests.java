package io.wxomedia.picture;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link PictureInspector}.
 */
class PictureInspectorTests {

	@Test
	void inspectWhenPngReturnsItsHeader() throws Exception {
		assertThat(TestPictures.inspect(TestPictures.png())).isEqualTo(new PictureHeader(PictureFormat.PNG, 40, 24));
	}

	@ParameterizedTest
	@ValueSource(strings = { "grey.jpg", "cmyk.jpg", "ycck.jpg", "progressive.jpg", "restarts.jpg" })
	void inspectWhenJpegReturnsItsHeader(String file) throws Exception {
		assertThat(TestPictures.inspect(TestPictures.file(file)))
			.isEqualTo(new PictureHeader(PictureFormat.JPEG, 40, 24));
	}

	@ParameterizedTest
	@ValueSource(strings = { "lossy.webp", "lossless.webp", "alpha.webp", "lossless-alpha.webp" })
	void inspectWhenWebpReturnsItsHeader(String file) throws Exception {
		assertThat(TestPictures.inspect(TestPictures.file(file)))
			.isEqualTo(new PictureHeader(PictureFormat.WEBP, 40, 24));
	}

	@Test
	void inspectWhenJpegHasThumbnailReturnsThePicturesHeader() throws Exception {
		byte[] jpeg = TestPictures.jpegWithExif(TestPictures.file("grey.jpg"), TestPictures.file("restarts.jpg"));
		assertThat(TestPictures.inspect(jpeg).width()).isEqualTo(40);
		byte[] withoutEnd = Arrays.copyOf(jpeg, jpeg.length - 2);
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(withoutEnd));
	}

	@Test
	void inspectWhenRotatedReturnsTheStoredSize() throws Exception {
		byte[] jpeg = TestPictures.jpegWithExif(TestPictures.file("grey.jpg"), TestPictures.exif(6));
		assertThat(TestPictures.inspect(jpeg)).isEqualTo(new PictureHeader(PictureFormat.JPEG, 40, 24));
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "restarts.jpg", "progressive.jpg", "lossy.webp", "alpha.webp" })
	void inspectWhenBytesFollowTheEndAcceptsThem(String file) throws Exception {
		byte[] picture = TestPictures.joined(bytes(file), new byte[100_000]);
		assertThat(TestPictures.inspect(picture).width()).isEqualTo(40);
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "grey.jpg", "cmyk.jpg", "progressive.jpg", "restarts.jpg", "lossy.webp",
			"lossless.webp", "alpha.webp" })
	void inspectWhenCutOffAnywhereFails(String file) throws Exception {
		byte[] picture = bytes(file);
		for (int length = 0; length < picture.length; length++) {
			byte[] cut = Arrays.copyOf(picture, length);
			try {
				TestPictures.inspect(cut);
				fail("%s cut at %d of %d bytes was accepted", file, length, picture.length);
			}
			catch (BrokenPicture | UnsupportedPicture ex) {
				assertThat(ex).hasMessageStartingWith("The ");
			}
		}
	}

	@Test
	void inspectWhenCutOffSaysSo() {
		byte[] png = TestPictures.png();
		assertThatExceptionOfType(BrokenPicture.class)
			.isThrownBy(() -> TestPictures.inspect(Arrays.copyOf(png, png.length - 12)))
			.withMessage("The PNG is cut off: it ends before its IEND chunk is complete");
		byte[] jpeg = TestPictures.file("grey.jpg");
		assertThatExceptionOfType(BrokenPicture.class)
			.isThrownBy(() -> TestPictures.inspect(Arrays.copyOf(jpeg, jpeg.length - 2)))
			.withMessage("The JPEG is cut off: it has no end-of-image marker (EOI)");
		byte[] webp = TestPictures.file("lossy.webp");
		assertThatExceptionOfType(BrokenPicture.class)
			.isThrownBy(() -> TestPictures.inspect(Arrays.copyOf(webp, webp.length - 2)))
			.withMessage("The WebP is cut off: its RIFF length is more than its bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "GIF89a and so on", "BM and so on and on", "RIFF....WAVEfmt and so on", "%PDF-1.7",
			"<svg" })
	void inspectWhenOtherContentSaysWhatIsAccepted(String content) {
		assertThatExceptionOfType(UnsupportedPicture.class).isThrownBy(() -> TestPictures.inspect(content.getBytes()))
			.withMessageContaining("only PNG, JPEG and WebP are accepted");
	}

	@Test
	void inspectWhenRandomBytesFollowASignatureFailsOnlyAsBroken() throws Exception {
		Random random = new Random(7);
		for (String file : new String[] { "png", "restarts.jpg", "alpha.webp" }) {
			byte[] head = Arrays.copyOf(bytes(file), 12);
			for (int round = 0; round < 300; round++) {
				byte[] noise = new byte[random.nextInt(4000)];
				random.nextBytes(noise);
				try {
					TestPictures.inspect(TestPictures.joined(head, noise));
				}
				catch (BrokenPicture ex) {
					assertThat(ex).hasMessageStartingWith("The ");
				}
			}
		}
	}

	@Test
	void inspectWhenLengthsAreHostileFailsAtOnce(@TempDir Path directory) throws Exception {
		byte[] png = TestPictures.png();
		ByteBuffer.wrap(png).putInt(33, -1);
		assertBroken(png, directory);
		ByteBuffer.wrap(png).putInt(33, Integer.MAX_VALUE);
		assertBroken(png, directory);
		byte[] riff = TestPictures.file("alpha.webp");
		ByteBuffer.wrap(riff).putInt(4, -1);
		assertBroken(riff, directory);
		byte[] chunk = TestPictures.file("alpha.webp");
		ByteBuffer.wrap(chunk).putInt(16, -1);
		assertBroken(chunk, directory);
		ByteBuffer.wrap(chunk).putInt(4, -1);
		assertBroken(chunk, directory);
		byte[] segment = TestPictures.file("grey.jpg");
		ByteBuffer.wrap(segment).putShort(4, (short) 1);
		assertBroken(segment, directory);
	}

	@Test
	void inspectWhenHeaderHasNoPixelsFails() {
		byte[] jpeg = TestPictures.file("grey.jpg");
		int frame = indexOf(jpeg, 0xC0);
		ByteBuffer.wrap(jpeg).putShort(frame + 4, (short) 0);
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(jpeg))
			.withMessage("The picture is empty: its header says 40 x 0 pixels");
		byte[] png = new TestPng(0, 3, 8, 2, false).pixels((x, y, channel) -> 0).end();
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(png))
			.withMessage("The picture is empty: its header says 0 x 3 pixels");
	}

	@Test
	void inspectWhenPngHasNoPixelsOrABadHeaderFails() {
		byte[] empty = new TestPng(3, 3, 8, 2, false).end();
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(empty))
			.withMessage("The PNG is damaged: it has no IDAT chunk");
		byte[] flipped = TestPictures.png();
		flipped[20] ^= 1;
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(flipped))
			.withMessage("The PNG is damaged: it does not begin with a valid IHDR chunk");
		byte[] unknown = new TestPng(3, 3, 4, 6, false).end();
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(unknown))
			.withMessage("The PNG is damaged: its IHDR chunk holds values that PNG does not know");
	}

	@Test
	void inspectWhenWebpHoldsNoPixelsFails() {
		byte[] webp = TestPictures.file("lossy.webp");
		webp[12] = 'X';
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(webp))
			.withMessage("The WebP is damaged: it does not begin with a valid VP8, VP8L or VP8X header");
		byte[] extended = TestPictures.webpWithExif(TestPictures.file("lossy.webp"), TestPictures.exif(1));
		extended[30] = 'X';
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> TestPictures.inspect(extended))
			.withMessage("The WebP is damaged: it has no chunk with pixels");
	}

	@Test
	void inspectWhenStreamFailsPassesTheFailureOn() {
		InputStream failing = new InputStream() {

			@Override
			public int read() throws IOException {
				throw new IOException("disk gone");
			}

		};
		assertThatIOException().isThrownBy(() -> PictureInspector.inspect(failing)).withMessage("disk gone");
	}

	private static byte[] bytes(String file) {
		return (file.equals("png")) ? TestPictures.png() : TestPictures.file(file);
	}

	private static int indexOf(byte[] jpeg, int marker) {
		for (int i = 1; i < jpeg.length; i++) {
			if (jpeg[i] == (byte) marker && jpeg[i - 1] == (byte) 0xFF) {
				return i;
			}
		}
		throw new IllegalArgumentException("No such marker");
	}

	private static void assertBroken(byte[] picture, Path directory) throws IOException {
		assertThatExceptionOfType(BrokenPicture.class)
			.isThrownBy(() -> PictureInspector.inspect(new ByteArrayInputStream(picture)));
		// A file's skip goes past its end without a word.
		Path file = Files.write(directory.resolve("picture"), picture);
		try (InputStream in = Files.newInputStream(file); InputStream stream = new FileInputStream(file.toFile())) {
			assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> PictureInspector.inspect(in));
			assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> PictureInspector.inspect(stream));
		}
	}

}
