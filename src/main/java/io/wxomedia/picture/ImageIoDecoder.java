package io.wxomedia.picture;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG and WebP with TwelveMonkeys' readers, which know CMYK, colour profiles and
 * WebP.
 */
final class ImageIoDecoder {

	private static final ImageReaderSpi JPEG_READER = registered(new JPEGImageReaderSpi());

	private static final ImageReaderSpi WEBP_READER = registered(new WebPImageReaderSpi());

	private ImageIoDecoder() {
	}

	static BufferedImage jpeg(ImageInputStream stream) throws IOException {
		Orientation orientation = Orientation.ofExif(jpegExif(stream));
		stream.seek(0);
		return orientation.apply(read(JPEG_READER, stream));
	}

	static BufferedImage webp(ImageInputStream stream, Deadline deadline) throws IOException, BrokenPicture {
		WebpStill still = WebpStill.of(stream);
		try (ImageInputStream file = new TimedStream(new ByteArrayInputStream(still.file()), deadline)) {
			return Orientation.ofExif(still.exif()).apply(still.complete(read(WEBP_READER, file)));
		}
	}

	// Return ImageIO's instance of a reader's provider. ImageIO looks for plug-ins with
	// the
	// class loader of the thread that happens to be first, which may not see them.
	private static <T extends ImageReaderSpi> ImageReaderSpi registered(T provider) {
		IIORegistry registry = IIORegistry.getDefaultInstance();
		ImageReaderSpi known = registry.getServiceProviderByClass(provider.getClass());
		if (known != null) {
			return known;
		}
		registry.registerServiceProvider(provider, ImageReaderSpi.class);
		return provider;
	}

	private static BufferedImage read(ImageReaderSpi provider, ImageInputStream stream) throws IOException {
		ImageReader reader = provider.createReaderInstance(null);
		try {
			reader.setInput(stream, false, true);
			return plain(reader.read(0));
		}
		finally {
			reader.dispose();
		}
	}

	private static byte @Nullable [] jpegExif(ImageInputStream stream) throws IOException {
		List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(stream, JPEG.APP1, "Exif");
		if (segments.isEmpty()) {
			return null;
		}
		return segments.get(0).segmentData().readAllBytes();
	}

	// Bring an image to one of the two types that the service works with.
	private static BufferedImage plain(BufferedImage image) {
		return switch (image.getType()) {
			case BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB -> image;
			case BufferedImage.TYPE_BYTE_GRAY -> fromGrey(image);
			case BufferedImage.TYPE_4BYTE_ABGR -> fromAbgr(image);
			default -> drawn(image);
		};
	}

	// Copy grey values as they are: drawing would change them, as Java's grey is linear.
	private static BufferedImage fromGrey(BufferedImage image) {
		BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
		byte[] bytes = ((DataBufferByte) plain.getRaster().getDataBuffer()).getData();
		Raster raster = image.getRaster();
		int[] row = new int[image.getWidth()];
		int at = 0;
		for (int y = 0; y < image.getHeight(); y++) {
			raster.getSamples(0, y, row.length, 1, 0, row);
			for (int value : row) {
				bytes[at++] = (byte) value;
				bytes[at++] = (byte) value;
				bytes[at++] = (byte) value;
			}
		}
		return plain;
	}

	private static BufferedImage fromAbgr(BufferedImage image) {
		BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
		int[] pixels = ((DataBufferInt) plain.getRaster().getDataBuffer()).getData();
		byte[] bytes = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
		for (int i = 0; i < pixels.length; i++) {
			int at = 4 * i;
			pixels[i] = bytes[at] << 24 | (bytes[at + 3] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8
					| bytes[at + 1] & 0xFF;
		}
		return plain;
	}

	private static BufferedImage drawn(BufferedImage image) {
		BufferedImage plain = new BufferedImage(image.getWidth(), image.getHeight(),
				(image.getColorModel().hasAlpha()) ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_3BYTE_BGR);
		Graphics2D graphics = plain.createGraphics();
		graphics.drawImage(image, 0, 0, null);
		graphics.dispose();
		return plain;
	}

}
