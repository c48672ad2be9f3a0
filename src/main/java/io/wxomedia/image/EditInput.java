package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.wxomedia.job.JobHandler;
import io.wxomedia.payload.PartInputStream;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.VerifiedPayload;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.provider.EditRequest;
import org.jspecify.annotations.Nullable;

/**
 * Opens the pictures of a job's input. They lie in one payload, so that all of them are
 * accepted, checked, kept and removed as one; those that are read in the order in which
 * they lie are read in one pass. Not thread-safe.
 */
final class EditInput implements AutoCloseable {

	private final Opening input;

	private final Measuring measuring;

	/**
	 * The format of the picture that is the whole payload, or {@code null}.
	 */
	private final @Nullable PictureFormat only;

	private final List<InputPicture> pictures;

	private @Nullable InputStream pass;

	private @Nullable PartInputStream part;

	private long partEnd;

	private long position;

	/**
	 * Create an input.
	 * @param payloads holds the payload
	 * @param input the payload
	 * @param spec says what the payload holds
	 */
	EditInput(PayloadStore payloads, PayloadId input, EditSpec spec) {
		this(() -> payloads.open(input), () -> payloads.length(input), spec);
	}

	/**
	 * Create an input that was verified.
	 * @param input the payload
	 * @param spec says what the payload holds
	 */
	EditInput(VerifiedPayload input, EditSpec spec) {
		this(input::open, input::length, spec);
	}

	private EditInput(Opening input, Measuring measuring, EditSpec spec) {
		this.input = input;
		this.measuring = measuring;
		this.only = (spec.pictures() != null) ? null
				: Objects.requireNonNull(spec.format(), "The format of an input is known");
		this.pictures = Objects.requireNonNullElse(spec.pictures(), List.of());
	}

	/**
	 * Return what of a payload is shown as the input: the picture to be edited.
	 */
	static JobHandler.Input shown(EditSpec spec) {
		if (spec.pictures() != null) {
			for (InputPicture picture : spec.pictures()) {
				if (picture.role() == InputPicture.Role.IMAGE) {
					return new JobHandler.Input(picture.format().mimeType(), picture.offset(), picture.length());
				}
			}
		}
		PictureFormat format = Objects.requireNonNull(spec.format(), "The format of an input is known");
		return new JobHandler.Input(format.mimeType(), 0, null);
	}

	/**
	 * Return the picture to be edited and those that are looked at beside it.
	 */
	List<EditRequest.Picture> images() {
		List<EditRequest.Picture> images = new ArrayList<>();
		images.add(new EditRequest.Picture(this::openImage, format().mimeType(), "image." + format().extension()));
		for (InputPicture picture : this.pictures) {
			if (picture.role() == InputPicture.Role.FURTHER) {
				images.add(picture(picture, "image_" + (images.size() + 1)));
			}
		}
		return images;
	}

	EditRequest.@Nullable Picture mask() {
		for (InputPicture picture : this.pictures) {
			if (picture.role() == InputPicture.Role.MASK) {
				return picture(picture, "mask");
			}
		}
		return null;
	}

	/**
	 * Open the picture to be edited. Another one that was opened before can no longer be
	 * read.
	 */
	InputStream openImage() throws IOException {
		return (this.only != null) ? this.input.open() : open(image());
	}

	/**
	 * Return how many bytes the picture to be edited has.
	 */
	long imageLength() throws IOException {
		return (this.only != null) ? this.measuring.length() : image().length();
	}

	private PictureFormat format() {
		return (this.only != null) ? this.only : image().format();
	}

	private InputPicture image() {
		return this.pictures.stream()
			.filter((picture) -> picture.role() == InputPicture.Role.IMAGE)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("An input has a picture to be edited"));
	}

	private EditRequest.Picture picture(InputPicture picture, String name) {
		PictureFormat format = picture.format();
		return new EditRequest.Picture(() -> open(picture), format.mimeType(), name + "." + format.extension());
	}

	private InputStream open(InputPicture picture) throws IOException {
		PartInputStream before = this.part;
		if (before != null) {
			before.close();
			this.position = this.partEnd - before.left();
		}
		if (this.pass == null || this.position > picture.offset()) {
			close();
			this.pass = this.input.open();
			this.position = 0;
		}
		this.pass.skipNBytes(picture.offset() - this.position);
		this.part = new PartInputStream(this.pass, picture.length());
		this.partEnd = picture.offset() + picture.length();
		return this.part;
	}

	@Override
	public void close() throws IOException {
		InputStream open = this.pass;
		this.pass = null;
		this.part = null;
		if (open != null) {
			open.close();
		}
	}

	/**
	 * Opens the payload.
	 */
	private interface Opening {

		InputStream open() throws IOException;

	}

	/**
	 * Tells how long the payload is.
	 */
	private interface Measuring {

		long length() throws IOException;

	}

}
