package io.wxomedia.imageapi;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.base64.Diversions;
import io.wxomedia.base64.StrictBase64;
import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.submission.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a request on their way into one payload, where they lie one after the
 * other as they came. Closing it discards them unless the payload was committed. Not
 * thread-safe.
 */
class SubmittedPictures implements Diversions, AutoCloseable {

	static final String IMAGE = "image_base64";

	static final String FURTHER = "images_base64";

	static final String MASK = "mask_base64";

	/**
	 * What OpenAI takes: the picture to be edited and fifteen others.
	 */
	static final int MOST = 16;

	private final PayloadWriter payload;

	private final boolean digesting;

	private final List<Picture> pictures = new ArrayList<>();

	private @Nullable String twice;

	private boolean tooMany;

	/**
	 * Begin without pictures.
	 * @param payloads take them
	 * @param digesting whether each is digested as it comes
	 */
	SubmittedPictures(PayloadStore payloads, boolean digesting) {
		try {
			this.payload = payloads.create();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.digesting = digesting;
	}

	@Override
	public @Nullable StrictBase64 begin(String field, boolean element) {
		Role role = role(field, element);
		if (role == null) {
			// A list of the wrong type is not held either; the parser says what is wrong.
			return (field.equals(FURTHER) && !element) ? nowhere() : null;
		}
		if (role != Role.FURTHER && picture(role) != null) {
			this.twice = field;
			return nowhere();
		}
		if (count(Role.FURTHER) == MOST - 1 && role == Role.FURTHER) {
			this.tooMany = true;
			return nowhere();
		}
		MessageDigest digest = this.digesting ? Fingerprint.sha256() : null;
		StrictBase64 base64 = new StrictBase64(
				(digest != null) ? new DigestOutputStream(this.payload, digest) : this.payload);
		this.pictures.add(new Picture(role, this.payload.length(), base64, digest));
		return base64;
	}

	private static @Nullable Role role(String field, boolean element) {
		return switch (field) {
			case IMAGE -> element ? null : Role.IMAGE;
			case MASK -> element ? null : Role.MASK;
			case FURTHER -> element ? Role.FURTHER : null;
			default -> null;
		};
	}

	private static StrictBase64 nowhere() {
		return new StrictBase64(OutputStream.nullOutputStream());
	}

	private long count(Role role) {
		return this.pictures.stream().filter((picture) -> picture.role() == role).count();
	}

	/**
	 * Return the field that was there twice, or {@code null}.
	 */
	@Nullable String twice() {
		return this.twice;
	}

	/**
	 * Return whether there were more pictures than any model takes.
	 */
	boolean tooMany() {
		return this.tooMany;
	}

	/**
	 * Return the first picture of a role, or {@code null} if there is none.
	 */
	@Nullable Picture picture(Role role) {
		return this.pictures.stream().filter((picture) -> picture.role() == role).findFirst().orElse(null);
	}

	/**
	 * Return all pictures, as they lie in the payload. A mask without a character is
	 * none.
	 */
	List<Picture> all() {
		return this.pictures.stream()
			.filter((picture) -> picture.role() != Role.MASK || picture.base64().characters() > 0)
			.toList();
	}

	/**
	 * Return how many bytes a picture has.
	 */
	long length(Picture picture) {
		int next = this.pictures.indexOf(picture) + 1;
		long end = (next < this.pictures.size()) ? this.pictures.get(next).offset() : this.payload.length();
		return end - picture.offset();
	}

	/**
	 * Return what a picture is called in a refusal: {@code images_base64[0]} is the first
	 * of the array. Not the name of its field, which keys of earlier versions have in
	 * their fingerprint.
	 */
	String name(Picture picture) {
		if (picture.role() != Role.FURTHER) {
			return picture.field();
		}
		long before = this.pictures.subList(0, this.pictures.indexOf(picture))
			.stream()
			.filter((other) -> other.role() == Role.FURTHER)
			.count();
		return FURTHER + "[" + before + "]";
	}

	PayloadWriter payload() {
		return this.payload;
	}

	void commit() {
		try {
			this.payload.commit();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.payload.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A picture of a request.
	 *
	 * @param role what it is for
	 * @param offset where it begins in the payload
	 * @param base64 how the decoding went
	 * @param digest was fed with its bytes, or {@code null}
	 */
	record Picture(Role role, long offset, StrictBase64 base64, @Nullable MessageDigest digest) {

		/**
		 * Return the name of its field.
		 */
		String field() {
			return switch (this.role) {
				case IMAGE -> IMAGE;
				case FURTHER -> FURTHER;
				case MASK -> MASK;
			};
		}

	}

}
