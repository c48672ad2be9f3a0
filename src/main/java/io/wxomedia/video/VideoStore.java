package io.wxomedia.video;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

import io.wxomedia.clip.Mp4Facts;
import io.wxomedia.generation.VideoStep;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.storage.ObjectStorage;
import org.jspecify.annotations.Nullable;

/**
 * Puts videos that a provider made into the output bucket, each under its generation's
 * own key, so that storing one again changes nothing. Thread-safe.
 */
class VideoStore {

	private final ObjectStorage storage;

	private final PayloadStore payloads;

	private final @Nullable String bucket;

	VideoStore(ObjectStorage storage, PayloadStore payloads, @Nullable String bucket) {
		this.storage = storage;
		this.payloads = payloads;
		this.bucket = bucket;
	}

	/**
	 * Return the settings without which nothing can be stored.
	 */
	List<String> missingSettings() {
		return this.storage.missingSettings();
	}

	@Nullable String bucket() {
		return this.bucket;
	}

	/**
	 * Store a video.
	 * @param number its number within the generation, from 1
	 * @return the key
	 * @throws io.wxomedia.storage.StorageFailure if it cannot be stored
	 * @throws IOException if it cannot be read
	 */
	String put(JobId generation, int number, VideoStep.Ready video) throws IOException {
		if (this.bucket == null) {
			throw new IllegalStateException("The output bucket is not configured any more");
		}
		this.payloads.verify(video.video());
		String key = "videos/" + generation + "/video_" + number + "." + extension(video);
		this.storage.put(this.bucket, key,
				new ObjectStorage.Content(video.mimeType(), video.length(), () -> open(video.video())));
		return key;
	}

	/**
	 * Return what a video says of itself.
	 * @throws IOException if it cannot be read
	 */
	Mp4Facts facts(VideoStep.Ready video) throws IOException {
		if (!"mp4".equals(extension(video))) {
			return Mp4Facts.NONE;
		}
		try (InputStream in = this.payloads.open(video.video())) {
			return Mp4Facts.read(in);
		}
	}

	static String extension(VideoStep.Ready video) {
		return "video/webm".equals(video.mimeType()) ? "webm" : "mp4";
	}

	private InputStream open(PayloadId video) {
		try {
			return this.payloads.open(video);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
