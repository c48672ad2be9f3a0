package io.wxomedia.video;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.wxomedia.storage.ObjectStorage;
import org.jspecify.annotations.Nullable;

/**
 * Signs links to videos when they are asked for: a stored link would be dead within the
 * hour. Thread-safe.
 */
class VideoLinks {

	private static final Duration VALID_FOR = Duration.ofHours(1);

	private final ObjectStorage storage;

	private final VideoFileTable files;

	private final @Nullable String bucket;

	VideoLinks(ObjectStorage storage, VideoFileTable files, @Nullable String bucket) {
		this.storage = storage;
		this.files = files;
		this.bucket = bucket;
	}

	/**
	 * Make a link to a file.
	 * @return the link, or {@code null} while no store is configured
	 */
	@Nullable URI link(Generation generation, VideoFile file) {
		String in = (generation.bucket() != null) ? generation.bucket() : this.bucket;
		if (in == null || !this.storage.missingSettings().isEmpty()) {
			return null;
		}
		return this.storage.link(in, file.s3Key(), VALID_FOR);
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

}
