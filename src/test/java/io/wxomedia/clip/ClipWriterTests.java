package io.wxomedia.clip;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

import org.jcodec.api.FrameGrab;
import org.jcodec.common.DemuxerTrackMeta;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.io.NIOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link ClipWriter}, {@link IndexInFront}, {@link PosterFrames} and
 * {@link ClipFormat}.
 */
class ClipWriterTests {

	private static final int FPS = 12;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "640,360", "366,640", "640,400", "64,64" })
	void aClipHasItsIndexInFrontItsLengthAndItsSize(int width, int height) throws Exception {
		Path clip = write(width, height, 4 * FPS);
		assertThat(boxes(clip)).containsSubsequence("ftyp", "moov", "mdat").doesNotHaveDuplicates();
		assertThat(this.folder.resolve("work")).doesNotExist();
		try (FileChannelWrapper channel = NIOUtils.readableChannel(clip.toFile())) {
			FrameGrab grab = FrameGrab.createFrameGrab(channel);
			DemuxerTrackMeta meta = grab.getVideoTrack().getMeta();
			assertThat(meta.getTotalDuration()).isCloseTo(4.0, within(0.01));
			assertThat(meta.getTotalFrames()).isEqualTo(4 * FPS);
			BufferedImage middle = PosterFrames.image(grab.seekToFramePrecise(2 * FPS).getNativeFrame());
			assertThat(middle.getWidth()).isEqualTo(width);
			assertThat(middle.getHeight()).isEqualTo(height);
			assertColour(middle.getRGB(width / 4, height / 4), new Color(230, 60, 20));
			assertColour(middle.getRGB(width - 6, height - 6), new Color(20, 90, 200));
		}
	}

	@Test
	void howAPictureKeepsItsPixelsMakesNoDifference() throws Exception {
		byte[] packed = Files.readAllBytes(write(64, 64, FPS));
		byte[] inBytes = Files.readAllBytes(write(new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR), FPS));
		// A file says when it was made.
		assertThat(media(inBytes)).isNotEmpty().isEqualTo(media(packed));
	}

	@Test
	void aPosterIsTheFirstFrame() throws Exception {
		Path clip = write(640, 360, FPS);
		try (PosterFrames posters = new PosterFrames(Duration.ofMinutes(1), this.folder.resolve("posters"),
				Clock.systemUTC())) {
			BufferedImage poster = posters.of(clip).orElseThrow();
			assertThat(poster.getWidth()).isEqualTo(640);
			assertThat(poster.getHeight()).isEqualTo(360);
			assertColour(poster.getRGB(40, 40), new Color(230, 60, 20));
		}
	}

	@Test
	void aPosterOfAStreamLeavesNothingAndRemovesWhatAKilledProcessLeft() throws Exception {
		Path copies = Files.createDirectories(this.folder.resolve("posters"));
		Path left = Files.write(copies.resolve("poster-1.video"), new byte[10]);
		Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		Path anothers = Files.write(copies.resolve("poster-2.video"), new byte[10]);
		Path clip = write(640, 360, 2);
		try (PosterFrames posters = new PosterFrames(Duration.ofMinutes(1), copies, Clock.systemUTC());
				InputStream video = Files.newInputStream(clip)) {
			byte[] poster = posters.jpeg(video, Files.size(clip)).orElseThrow();
			assertThat(ImageIO.read(new ByteArrayInputStream(poster)).getWidth()).isEqualTo(640);
		}
		assertThat(copies).isDirectoryContaining(anothers::equals);
		assertThat(copies.toFile().list()).hasSize(1);
	}

	@Test
	void whatIsNoVideoHasNoPoster() throws Exception {
		Path other = Files.write(this.folder.resolve("other"), new byte[4096]);
		Path half = this.folder.resolve("half");
		byte[] whole = Files.readAllBytes(write(640, 360, 2));
		Files.write(half, Arrays.copyOf(whole, 200));
		try (PosterFrames posters = new PosterFrames(Duration.ofMinutes(1), this.folder.resolve("posters"),
				Clock.systemUTC())) {
			assertThat(posters.of(other)).isEmpty();
			assertThat(posters.of(half)).isEmpty();
			assertThat(posters.of(this.folder.resolve("none"))).isEmpty();
		}
	}

	@Test
	void theFormatIsTheFirstBytes() throws Exception {
		byte[] head = Arrays.copyOf(Files.readAllBytes(write(64, 64, 1)), ClipFormat.HEAD);
		assertThat(ClipFormat.of(head)).contains(ClipFormat.MP4);
		assertThat(ClipFormat.of(new byte[] { 0x1A, 0x45, (byte) 0xDF, (byte) 0xA3, 1, 2, 3, 4, 5, 6, 7, 8 }))
			.contains(ClipFormat.WEBM);
		assertThat(ClipFormat.of("<html><body>".getBytes())).isEmpty();
		assertThat(ClipFormat.of(Arrays.copyOf(head, 8))).isEmpty();
	}

	@Test
	void whoIsInterruptedLeavesNothing() {
		Thread.currentThread().interrupt();
		assertThatThrownBy(() -> write(64, 64, 2)).isInstanceOf(InterruptedException.class);
		assertThat(this.folder).isEmptyDirectory();
	}

	private static void assertColour(int pixel, Color expected) {
		Color colour = new Color(pixel);
		assertThat(List.of(colour.getRed(), colour.getGreen(), colour.getBlue()))
			.usingElementComparator((a, b) -> (Math.abs(a - b) <= 14) ? 0 : a - b)
			.containsExactly(expected.getRed(), expected.getGreen(), expected.getBlue());
	}

	private Path write(int width, int height, int count) throws Exception {
		return write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), count);
	}

	private Path write(BufferedImage image, int count) throws Exception {
		Path clip = this.folder.resolve("clip.mp4");
		int width = image.getWidth();
		int height = image.getHeight();
		ClipWriter.write(new ClipWriter.Frames() {

			@Override
			public int count() {
				return count;
			}

			@Override
			public BufferedImage frame(int n) {
				Graphics2D graphics = image.createGraphics();
				graphics.setColor(new Color(20, 90, 200));
				graphics.fillRect(0, 0, width, height);
				graphics.setColor(new Color(230, 60, 20));
				graphics.fillRect(0, 0, width / 2, height / 2 + n % 4);
				graphics.dispose();
				return image;
			}

		}, FPS, clip, this.folder.resolve("work"));
		return clip;
	}

	/**
	 * The box of the frames is the last.
	 */
	private static byte[] media(byte[] clip) {
		int start = new String(clip, StandardCharsets.ISO_8859_1).indexOf("mdat");
		assertThat(start).isPositive();
		return Arrays.copyOfRange(clip, start, clip.length);
	}

	private static List<String> boxes(Path file) throws Exception {
		ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
		List<String> types = new ArrayList<>();
		while (bytes.hasRemaining()) {
			int start = bytes.position();
			long length = bytes.getInt();
			byte[] type = new byte[4];
			bytes.get(type);
			types.add(new String(type));
			length = (length == 1) ? bytes.getLong() : length;
			bytes.position((int) (start + length));
		}
		return types;
	}

}
