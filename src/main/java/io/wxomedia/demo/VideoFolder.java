package io.wxomedia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

import io.wxomedia.generation.VideoOrder;
import io.wxomedia.platform.DurableFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the built-in maker of videos keeps what was ordered and what it made, so that a
 * process that dies in between loses neither. Thread-safe.
 */
final class VideoFolder {

	private static final Logger logger = LoggerFactory.getLogger(VideoFolder.class);

	/**
	 * Who ordered it has fetched it by then, or never will.
	 */
	private static final Duration KEPT = Duration.ofDays(1);

	private static final Pattern NAME = Pattern.compile("demo-[0-9a-f-]{36}");

	private static final String PICTURE = "picture";

	private static final String ORDER = "order.json";

	private static final String VIDEO = "video.mp4";

	private final Path folder;

	private final JsonMapper json;

	VideoFolder(Path folder, JsonMapper json) {
		this.folder = folder;
		this.json = json;
	}

	/**
	 * Keep an order. It is there once this has returned.
	 */
	void keep(String name, VideoOrder order) throws IOException {
		Path own = own(name);
		Files.createDirectories(own);
		VideoOrder.Picture picture = order.picture();
		if (picture != null) {
			try (InputStream in = picture.source().open()) {
				DurableFile.write(own.resolve(PICTURE), own, in::transferTo);
			}
		}
		Kept kept = new Kept(order.prompt(), order.seconds(), order.aspectRatio(), picture != null);
		byte[] document = this.json.writeValueAsBytes(kept);
		// Last: an order that is there is there in full.
		DurableFile.write(own.resolve(ORDER), own, (out) -> out.write(document));
	}

	/**
	 * Return what was ordered.
	 */
	Optional<Kept> order(String name) throws IOException {
		try {
			return Optional.of(this.json.readValue(Files.readAllBytes(own(name).resolve(ORDER)), Kept.class));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	@Nullable Path picture(String name, Kept order) {
		return order.picture() ? own(name).resolve(PICTURE) : null;
	}

	Path video(String name) {
		return own(name).resolve(VIDEO);
	}

	Path work(String name) {
		return own(name).resolve("work.mp4");
	}

	Path unfinished(String name) {
		return own(name).resolve("unfinished.mp4");
	}

	/**
	 * Return whether a video is not wanted any more.
	 */
	boolean isGone(String name) {
		return Files.notExists(own(name));
	}

	void remove(String name) {
		removeAll(own(name));
	}

	private Path own(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(name + " is no video of the demo");
		}
		return this.folder.resolve(name);
	}

	/**
	 * Remove what nobody will fetch any more.
	 */
	void sweep(Instant now) {
		if (!Files.isDirectory(this.folder)) {
			return;
		}
		try (DirectoryStream<Path> all = Files.newDirectoryStream(this.folder, "demo-*")) {
			for (Path own : all) {
				if (Files.getLastModifiedTime(own).toInstant().isBefore(now.minus(KEPT))) {
					removeAll(own);
				}
			}
		}
		catch (IOException ex) {
			logger.warn("The demo's videos could not be swept", ex);
		}
	}

	private static void removeAll(Path own) {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
			for (Path file : files) {
				Files.deleteIfExists(file);
			}
			Files.deleteIfExists(own);
		}
		catch (NoSuchFileException ex) {
			logger.debug("{} is gone already", own.getFileName());
		}
		catch (IOException ex) {
			logger.debug("{} could not be removed and is swept later", own.getFileName(), ex);
		}
	}

	/**
	 * What was ordered.
	 *
	 * @param prompt the words
	 * @param seconds how long the video is to be
	 * @param aspectRatio its shape
	 * @param picture whether there is a picture
	 */
	record Kept(String prompt, int seconds, String aspectRatio, boolean picture) {

	}

}
