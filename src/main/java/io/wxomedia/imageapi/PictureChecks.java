package io.wxomedia.imageapi;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.image.InputPicture;
import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.payload.PartInputStream;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Checks the pictures of a request by their bytes, without decoding a pixel. Thread-safe.
 */
class PictureChecks {

	/**
	 * The most that OpenAI takes as a mask.
	 */
	private static final long LARGEST_MASK = 4L * 1024 * 1024;

	private final long maxPixels;

	PictureChecks(long maxPixels) {
		this.maxPixels = maxPixels;
	}

	/**
	 * Check all pictures.
	 * @param pictures the pictures, not yet committed
	 * @return what they are, in the order in which they lie in the payload
	 * @throws Refusal if one cannot be used
	 * @throws IOException if they cannot be read
	 */
	List<InputPicture> inspect(SubmittedPictures pictures) throws IOException {
		List<InputPicture> inspected = new ArrayList<>();
		PictureHeader image = null;
		PictureHeader mask = null;
		try (InputStream payload = pictures.payload().read()) {
			long position = 0;
			for (SubmittedPictures.Picture picture : pictures.all()) {
				payload.skipNBytes(picture.offset() - position);
				long length = pictures.length(picture);
				PartInputStream part = new PartInputStream(payload, length);
				PictureHeader header = header(part, picture, pictures);
				position = picture.offset() + length - part.left();
				image = (picture.role() == Role.IMAGE) ? header : image;
				mask = (picture.role() == Role.MASK) ? header : mask;
				inspected.add(new InputPicture(picture.role(), picture.offset(), length, header.format()));
			}
		}
		if (image != null && mask != null) {
			requireFittingMask(image, mask, pictures);
		}
		return inspected;
	}

	private PictureHeader header(InputStream bytes, SubmittedPictures.Picture picture, SubmittedPictures pictures)
			throws IOException {
		try {
			DecodingEffort effort = PictureInspector.effort(bytes);
			PictureHeader header = effort.header();
			if (header.pixels() > this.maxPixels) {
				throw Refusal.unprocessable("too_many_pixels",
						about(pictures, picture) + "The image has " + header.width() + " x " + header.height()
								+ " pixels; at most " + this.maxPixels
								+ " (MAX_IMAGE_PIXELS) are allowed. Send a smaller one.");
			}
			effort.requireBounded();
			return header;
		}
		catch (UnsupportedPicture ex) {
			throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_image",
					about(pictures, picture) + ex.getMessage(), null, ex);
		}
		catch (BrokenPicture ex) {
			throw Refusal.unprocessable("broken_image", about(pictures, picture) + ex.getMessage());
		}
	}

	/**
	 * The image is what a message without a name is about.
	 */
	private static String about(SubmittedPictures pictures, SubmittedPictures.Picture picture) {
		return (picture.role() == Role.IMAGE) ? "" : pictures.name(picture) + ": ";
	}

	private static void requireFittingMask(PictureHeader image, PictureHeader mask, SubmittedPictures pictures)
			throws IOException {
		SubmittedPictures.@Nullable Picture picture = pictures.picture(Role.MASK);
		if (picture == null) {
			return;
		}
		if (mask.format() != PictureFormat.PNG || !isTransparent(pictures, picture)) {
			throw invalidMask("must be a PNG with an alpha channel, transparent where the image is to be edited");
		}
		if (mask.width() != image.width() || mask.height() != image.height()) {
			throw invalidMask("has " + mask.width() + " x " + mask.height() + " pixels and the image " + image.width()
					+ " x " + image.height() + "; both must have the same");
		}
		if (pictures.length(picture) >= LARGEST_MASK) {
			throw invalidMask("has 4 MB or more; it must have less");
		}
	}

	private static boolean isTransparent(SubmittedPictures pictures, SubmittedPictures.Picture picture)
			throws IOException {
		try (InputStream payload = pictures.payload().read()) {
			payload.skipNBytes(picture.offset());
			return PictureInspector.isTransparentPng(new PartInputStream(payload, pictures.length(picture)));
		}
		catch (BrokenPicture ex) {
			throw Refusal.unprocessable("broken_image", about(pictures, picture) + ex.getMessage());
		}
	}

	private static Refusal invalidMask(String why) {
		return Refusal.unprocessable("invalid_mask", "mask_base64 " + why + ".");
	}

}
