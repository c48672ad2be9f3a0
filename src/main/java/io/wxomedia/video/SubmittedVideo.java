package io.wxomedia.video;

import java.io.IOException;
import java.io.UncheckedIOException;

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
