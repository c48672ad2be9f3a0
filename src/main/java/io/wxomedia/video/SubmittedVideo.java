package io.wxomedia.video;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.wxomedia.job.NewJob;
import io.wxomedia.payload.PayloadWriter;
import org.jspecify.annotations.Nullable;

/**
 * A request for videos as it was read. Closing it discards its picture unless that was
 * committed.
 *
 * @param prompt what the videos show
 * @param options how they are to be
 * @param imageType the media type of the picture, or {@code null} if there is none
 * @param picture holds the picture, if there is one
 */
record SubmittedVideo(String prompt, VideoOptions options, @Nullable String imageType,
		PayloadWriter picture) implements AutoCloseable {

	/**
	 * Return how many bytes the picture has.
	 */
	long pictureLength() {
		return (this.imageType != null) ? this.picture.length() : 0;
	}

	/**
	 * Return a key and what the request is that it was sent with.
	 * @param path the path of the request
	 * @param key the key, or {@code null} if none was sent
	 * @return both, or {@code null} without a key
	 * @throws IOException if the picture cannot be read
	 */
	NewJob.@Nullable Idempotency idempotency(String path, @Nullable String key) throws IOException {
		if (key == null) {
			return null;
		}
		MessageDigest all = sha256();
		for (String part : List.of(path, this.prompt, this.options.aspectRatio(),
				Integer.toString(this.options.numberOfVideos()), Integer.toString(this.options.durationSeconds()),
				this.options.personGeneration(), String.valueOf(this.imageType))) {
			all.update(part.getBytes(StandardCharsets.UTF_8));
			all.update((byte) 0);
		}
		if (this.imageType != null) {
			try (InputStream in = new DigestInputStream(this.picture.read(), all)) {
				in.transferTo(OutputStream.nullOutputStream());
			}
		}
		return new NewJob.Idempotency(key, HexFormat.of().formatHex(all.digest()));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public void close() {
		try {
			this.picture.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
