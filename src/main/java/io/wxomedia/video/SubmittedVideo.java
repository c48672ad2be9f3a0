package io.wxomedia.video;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.wxomedia.job.NewJob;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.submission.Fingerprint;
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
		Fingerprint all = new Fingerprint().add(path, this.prompt, this.options.aspectRatio(),
				Integer.toString(this.options.numberOfVideos()), Integer.toString(this.options.durationSeconds()),
				this.options.personGeneration(), String.valueOf(this.imageType));
		if (this.imageType != null) {
			try (InputStream in = this.picture.read()) {
				byte[] buffer = new byte[64 * 1024];
				for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
					all.add(buffer, read);
				}
			}
		}
		return new NewJob.Idempotency(key, all.hex());
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
