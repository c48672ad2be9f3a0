package io.wxomedia.clip;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.imageio.ImageIO;

import org.jcodec.api.FrameGrab;
import org.jcodec.api.JCodecException;
import org.jcodec.common.io.FileChannelWrapper;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Rect;
import org.jcodec.common.model.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the picture that stands for a video until it plays: its first one. Knows MP4 with
 * H.264 up to 1080p; what it does not know, or what takes too long, has no poster. Two
 * are read at a time, and others wait for as long as their patience lasts. Thread-safe.
 */
public final class PosterFrames implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PosterFrames.class);

	private static final int MOST_AT_A_TIME = 2;

	private static final int MOST_WAITING = 32;

	/**
	 * What is longer is not copied for the sake of a picture.
	 */
	private static final long LARGEST = 64L * 1024 * 1024;

	/**
	 * The longer side of a poster.
	 */
	private static final int LONGEST_SIDE = 640;

	private static final long MOST_PIXELS = 1920L * 1088;

	private static final String COPIES = "poster-";

	private static final Duration LEFT_BEHIND = Duration.ofHours(1);

	private final Duration patience;

	private final Path folder;

	private final Clock clock;

	/**
	 * No more copies than are read at a time.
	 */
	private final Semaphore copies = new Semaphore(MOST_AT_A_TIME);

	private final ExecutorService threads = new ThreadPoolExecutor(MOST_AT_A_TIME, MOST_AT_A_TIME, 30, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(MOST_WAITING), (work) -> {
				Thread thread = new Thread(work, "poster");
				thread.setDaemon(true);
				return thread;
			}, new ThreadPoolExecutor.AbortPolicy());

	/**
	 * Create the reader.
	 * @param patience how long reading one may take
	 * @param folder where videos that are no files are copied to; made when it is needed
	 * @param clock tells how old copies are
	 */
	public PosterFrames(Duration patience, Path folder, Clock clock) {
		this.patience = patience;
		this.folder = folder;
		this.clock = clock;
	}

	/**
	 * Read the poster of a video.
	 * @param video the file
	 * @return the picture, or nothing if there is none to be had
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Optional<BufferedImage> of(Path video) throws InterruptedException {
		Future<BufferedImage> poster;
		try {
			poster = this.threads.submit(() -> first(video));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No poster: others are being read");
			return Optional.empty();
		}
		try {
			return Optional.of(poster.get(this.patience.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (ExecutionException ex) {
			logger.info("A video has no poster: {}", String.valueOf(ex.getCause()));
			return Optional.empty();
		}
		catch (TimeoutException ex) {
			logger.info("A video has no poster: it took longer than {}", this.patience);
			return Optional.empty();
		}
		finally {
			poster.cancel(true);
		}
	}

	/**
	 * Read the poster of a video that is no file.
	 * @param video the video, which is read to its end
	 * @param length its length in bytes
	 * @return the poster as JPEG, no side longer than 640 pixels, or nothing if there is
	 * none to be had
	 * @throws IOException if the video cannot be read
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Optional<byte[]> jpeg(InputStream video, long length) throws IOException, InterruptedException {
		if (length > LARGEST) {
			return Optional.empty();
		}
		if (!this.copies.tryAcquire(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
			return Optional.empty();
		}
		try {
			removeLeftBehind();
			Path copy = Files.createTempFile(this.folder, COPIES, ".video");
			try {
				Files.copy(video, copy, StandardCopyOption.REPLACE_EXISTING);
				Optional<BufferedImage> poster = of(copy);
				return poster.isPresent() ? Optional.of(jpeg(poster.get())) : Optional.empty();
			}
			finally {
				Files.deleteIfExists(copy);
			}
		}
		finally {
			this.copies.release();
		}
	}

	/**
	 * A process that was killed in the middle leaves its copy.
	 */
	private void removeLeftBehind() throws IOException {
		Files.createDirectories(this.folder);
		try (DirectoryStream<Path> all = Files.newDirectoryStream(this.folder, COPIES + "*")) {
			for (Path copy : all) {
				if (Files.getLastModifiedTime(copy).toInstant().isBefore(this.clock.instant().minus(LEFT_BEHIND))) {
					Files.deleteIfExists(copy);
				}
			}
		}
	}

	private static byte[] jpeg(BufferedImage poster) throws IOException {
		double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(poster.getWidth(), poster.getHeight()));
		int width = Math.max(1, (int) Math.round(poster.getWidth() * scale));
		int height = Math.max(1, (int) Math.round(poster.getHeight() * scale));
		BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = scaled.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		graphics.drawImage(poster, 0, 0, width, height, null);
		graphics.dispose();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (!ImageIO.write(scaled, "jpeg", bytes)) {
			throw new IOException("This Java writes no JPEG");
		}
		return bytes.toByteArray();
	}

	private static BufferedImage first(Path video) throws IOException, JCodecException {
		try (FileChannelWrapper channel = NIOUtils.readableChannel(video.toFile())) {
			FrameGrab grab = FrameGrab.createFrameGrab(channel);
			Size size = grab.getMediaInfo().getDim();
			if ((long) size.getWidth() * size.getHeight() > MOST_PIXELS) {
				throw new IOException(size.getWidth() + " x " + size.getHeight() + " pixels are too many");
			}
			Picture frame = grab.getNativeFrame();
			if (frame == null) {
				throw new IOException("it has no frame");
			}
			return image(frame);
		}
	}

	/**
	 * From the narrow range (BT.601); a poster need not be exact.
	 */
	static BufferedImage image(Picture frame) {
		Rect crop = (frame.getCrop() != null) ? frame.getCrop() : new Rect(0, 0, frame.getWidth(), frame.getHeight());
		int width = frame.getWidth();
		byte[] luma = frame.getPlaneData(0);
		byte[] blue = frame.getPlaneData(1);
		byte[] red = frame.getPlaneData(2);
		BufferedImage image = new BufferedImage(crop.getWidth(), crop.getHeight(), BufferedImage.TYPE_INT_RGB);
		for (int y = 0; y < crop.getHeight(); y++) {
			for (int x = 0; x < crop.getWidth(); x++) {
				int column = x + crop.getX();
				int row = y + crop.getY();
				int colour = (row / 2) * (width / 2) + column / 2;
				int c = 298 * (luma[row * width + column] + 128 - 16);
				int d = blue[colour];
				int e = red[colour];
				image.setRGB(x, y, clamp(c + 409 * e + 128 >> 8) << 16 | clamp(c - 100 * d - 208 * e + 128 >> 8) << 8
						| clamp(c + 516 * d + 128 >> 8));
			}
		}
		return image;
	}

	private static int clamp(int value) {
		return Math.max(0, Math.min(255, value));
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
