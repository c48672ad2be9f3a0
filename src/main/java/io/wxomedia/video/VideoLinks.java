package io.wxomedia.video;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows where videos lie. Signs links to them when they are asked for: a stored link
 * would be dead within the hour. Hides those that their bucket does not have, so that the
 * gallery lists what can be opened. Thread-safe.
 */
class VideoLinks {

	private static final Duration VALID_FOR = Duration.ofHours(1);

	private static final Logger logger = LoggerFactory.getLogger(VideoLinks.class);

	/**
	 * How often the bucket is asked for each video, and for how many at a time.
	 */
	private static final Duration EVERY = Duration.ofDays(1);

	private static final int MOST = 200;

	private final ObjectStorage storage;

	private final GenerationTable generations;

	private final VideoFileTable files;

	private final @Nullable String bucket;

	private final Clock clock;

	VideoLinks(ObjectStorage storage, GenerationTable generations, VideoFileTable files, @Nullable String bucket,
			Clock clock) {
		this.storage = storage;
		this.generations = generations;
		this.clock = clock;
		this.files = files;
		this.bucket = bucket;
	}

	/**
	 * Make a link to a file.
	 * @return the link, or {@code null} while no store is configured
	 */
	@Nullable URI link(Generation generation, VideoFile file) {
		return link(generation, file.s3Key());
	}

	/**
	 * Make a link to the poster of a file.
	 * @return the link, or {@code null} if it has none, or no store is configured
	 */
	@Nullable URI poster(Generation generation, VideoFile file) {
		return (file.posterKey() != null) ? link(generation, file.posterKey()) : null;
	}

	private @Nullable URI link(Generation generation, String key) {
		String in = (generation.bucket() != null) ? generation.bucket() : this.bucket;
		if (in == null || !this.storage.missingSettings().isEmpty()) {
			return null;
		}
		return this.storage.link(in, key, VALID_FOR);
	}

	/**
	 * Make a link to the first file of a generation.
	 */
	Optional<URI> first(Generation generation) {
		return this.files.of(List.of(generation.id()))
			.stream()
			.findFirst()
			.flatMap((video) -> Optional.ofNullable(link(generation, video.file())));
	}

	/**
	 * Ask the bucket for the videos whose turn it is, and hide those that it does not
	 * have until it has them again. A store that is away, or does not tell, changes
	 * nothing.
	 */
	void hideMissing() {
		if (!this.storage.missingSettings().isEmpty()) {
			return;
		}
		List<VideoFileTable.StoredVideo> due = this.files.notLookedAtSince(this.clock.instant().minus(EVERY), MOST);
		for (VideoFileTable.StoredVideo video : due) {
			if (!look(video)) {
				return;
			}
		}
	}

	/**
	 * Look at one.
	 * @return whether it makes sense to go on
	 */
	private boolean look(VideoFileTable.StoredVideo video) {
		Generation generation = this.generations.find(video.generation()).orElse(null);
		String in = (generation != null && generation.bucket() != null) ? generation.bucket() : this.bucket;
		if (in == null) {
			return false;
		}
		try (InputStream object = this.storage.get(in, video.file().s3Key())) {
			object.read();
			this.files.there(video.id());
			return true;
		}
		catch (StorageFailure ex) {
			if (ex.isMissing()) {
				this.files.missing(video.id());
				logger.info("The bucket has no video {} of job {}; the gallery does not list it until it has",
						video.file().s3Key(), video.generation());
				return true;
			}
			this.files.lookedAt(video.id());
			return !ex.isPassing();
		}
		catch (IOException ex) {
			logger.debug("The video {} could not be looked at", video.file().s3Key(), ex);
			// Or those that cannot be read would be the first each time.
			this.files.lookedAt(video.id());
			return true;
		}
	}

}
