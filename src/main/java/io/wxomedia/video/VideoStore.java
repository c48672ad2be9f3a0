package io.wxomedia.video;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

import io.wxomedia.clip.Mp4Facts;
import io.wxomedia.clip.PosterFrames;
import io.wxomedia.generation.VideoStep;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts videos that a provider made into the output bucket, each under its generation's
 * own key, so that storing one again changes nothing. Thread-safe.
 */
class VideoStore {

	private static final Logger logger = LoggerFactory.getLogger(VideoStore.class);

	private final ObjectStorage storage;

	private final PayloadStore payloads;

	private final PosterFrames posters;

	private final @Nullable String bucket;

	VideoStore(ObjectStorage storage, PayloadStore payloads, PosterFrames posters, @Nullable String bucket) {
		this.storage = storage;
		this.posters = posters;
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
		String key = folder(generation) + "video_" + number + "." + extension(video);
		this.storage.put(this.bucket, key,
				new ObjectStorage.Content(video.mimeType(), video.length(), () -> open(video.video())));
		return key;
	}

	/**
	 * Store the picture that stands for a video until it plays. A video is complete
	 * without one: what goes wrong with it is not tried again.
	 * @param number the video's number within the generation, from 1
	 * @return the key, or {@code null} if there is none
	 * @throws InterruptedException if the service stops or the job is cancelled
	 */
	@Nullable String putPoster(JobId generation, int number, VideoStep.Ready video) throws InterruptedException {
		try (InputStream in = this.payloads.open(video.video())) {
			byte[] poster = this.posters.jpeg(in, video.length()).orElse(null);
			if (poster == null || this.bucket == null) {
				return null;
			}
			String key = folder(generation) + "video_" + number + ".jpg";
			this.storage.put(this.bucket, key,
					new ObjectStorage.Content("image/jpeg", poster.length, () -> new ByteArrayInputStream(poster)));
			return key;
		}
		catch (IOException | StorageFailure ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted while a poster was stored");
			}
			logger.info("Video {} of job {} has no poster: {}", number, generation, ex.getMessage());
			return null;
		}
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

	/**
	 * Return where the videos of a generation are.
	 */
	static String folder(JobId generation) {
		return "videos/" + generation + "/";
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
