package io.wxomedia.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import io.wxomedia.link.LinkSigner;
import io.wxomedia.platform.DurableFile;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.web.PublicUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.util.UriUtils;

/**
 * {@link ObjectStorage} in a folder. Its links lead to the service itself.
 */
class FileObjectStorage implements ObjectStorage {

	private static final Logger logger = LoggerFactory.getLogger(FileObjectStorage.class);

	static final String LINKS = "/demo/objects/";

	private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

	private static final Comparator<String> IN_BYTE_ORDER = Comparator
		.comparing((key) -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

	private final Path buckets;

	private final Path unfinished;

	private final LinkSigner signer;

	private final PublicUrl publicUrl;

	private final BooleanSupplier refuses;

	FileObjectStorage(Path folder, LinkSigner signer, PublicUrl publicUrl) throws IOException {
		this(folder, signer, publicUrl, () -> false);
	}

	/**
	 * Open the storage.
	 * @param folder where it keeps everything
	 * @param signer signs the links
	 * @param publicUrl where the links lead to
	 * @param refuses whether it plays a storage that takes nothing
	 * @throws IOException if the folder cannot be used
	 */
	FileObjectStorage(Path folder, LinkSigner signer, PublicUrl publicUrl, BooleanSupplier refuses) throws IOException {
		this.refuses = refuses;
		this.buckets = Files.createDirectories(folder.resolve("objects"));
		this.unfinished = Files.createDirectories(folder.resolve("unfinished"));
		this.signer = signer;
		this.publicUrl = publicUrl;
		discardUnfinished();
	}

	/**
	 * A crash leaves behind what it interrupted.
	 */
	private void discardUnfinished() throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.unfinished)) {
			for (Path file : files) {
				Files.deleteIfExists(file);
			}
		}
	}

	/**
	 * Make a bucket, if there is none of that name.
	 * @param bucket the bucket
	 * @throws StorageFailure if it could not be made
	 */
	void createBucket(String bucket) {
		try {
			Files.createDirectories(folder(bucket));
		}
		catch (IOException ex) {
			throw new StorageFailure("The bucket " + bucket + " could not be made: " + ex.getMessage(), ex);
		}
	}

	@Override
	public void list(String bucket, String prefix, Consumer<String> keys) {
		Path folder = existing(bucket);
		TreeSet<String> found = new TreeSet<>(IN_BYTE_ORDER);
		try {
			Files.walkFileTree(folder, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					if (attributes.isRegularFile()) {
						ObjectPath.ofFile(folder.relativize(file)).map(ObjectPath::key).ifPresent(found::add);
					}
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new StorageFailure("The bucket " + bucket + " could not be listed: " + ex.getMessage(), ex);
		}
		found.stream().filter((key) -> key.startsWith(prefix) && !key.endsWith("/")).forEach(keys);
	}

	@Override
	public InputStream get(String bucket, String key) {
		Path file = path(key).file(existing(bucket));
		try {
			return Files.newInputStream(file);
		}
		catch (NoSuchFileException | FileNotFoundException ex) {
			throw StorageFailure.noSuchObject("The bucket " + bucket + " has no object " + key + " (NoSuchKey)", ex);
		}
		catch (IOException ex) {
			throw new StorageFailure(
					"The object " + key + " of the bucket " + bucket + " could not be read: " + ex.getMessage(), ex,
					true);
		}
	}

	@Override
	public void put(String bucket, String key, Content content) {
		if (this.refuses.getAsBoolean()) {
			throw new StorageFailure(
					"The bucket " + bucket
							+ " takes nothing at the moment (SlowDown, HTTP 503). The demo's host plays this.",
					null, true);
		}
		Path file = path(key).file(existing(bucket));
		try (InputStream in = content.source().open()) {
			Files.createDirectories(Objects.requireNonNull(file.getParent()));
			DurableFile.write(file, this.unfinished, (out) -> {
				long length = in.transferTo(out);
				if (length != content.length()) {
					throw new IOException("it has " + length + " bytes and not " + content.length());
				}
			});
		}
		catch (IOException ex) {
			throw new StorageFailure(
					"The object " + key + " could not be stored in the bucket " + bucket + ": " + ex.getMessage(), ex,
					true);
		}
	}

	@Override
	public void delete(String bucket, String key) {
		Path folder = existing(bucket);
		Path file = path(key).file(folder);
		try {
			Files.deleteIfExists(file);
			for (Path empty = file.getParent(); empty != null && !empty.equals(folder); empty = empty.getParent()) {
				Files.delete(empty);
			}
		}
		catch (DirectoryNotEmptyException | NoSuchFileException ex) {
			// Others have objects there, or remove theirs at the same moment.
			logger.debug("A folder of the bucket {} stays: {}", bucket, ex.toString());
		}
		catch (IOException ex) {
			throw new StorageFailure(
					"The object " + key + " of the bucket " + bucket + " could not be deleted: " + ex.getMessage(), ex,
					true);
		}
	}

	@Override
	public URI link(String bucket, String key, Duration validFor) {
		folder(bucket);
		String path = LINKS + bucket + "/" + path(key).link();
		return URI.create(this.publicUrl.get() + UriUtils.encodePath(path, StandardCharsets.UTF_8) + "?"
				+ this.signer.sign(path, validFor));
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

	/**
	 * Find the object that a link names.
	 * @param path the path of the link, decoded, without {@link #LINKS}
	 * @return the file, or nothing if there is no such object
	 */
	Optional<Path> find(String path) {
		int slash = path.indexOf('/');
		if (slash < 0 || !BUCKET.matcher(path.substring(0, slash)).matches()) {
			return Optional.empty();
		}
		Path folder = this.buckets.resolve(path.substring(0, slash));
		return ObjectPath.ofLink(path.substring(slash + 1))
			.map((object) -> object.file(folder))
			.filter(Files::isRegularFile);
	}

	private Path existing(String bucket) {
		Path folder = folder(bucket);
		if (!Files.isDirectory(folder)) {
			throw new StorageFailure("There is no bucket " + bucket + " (NoSuchBucket)", null);
		}
		return folder;
	}

	private Path folder(String bucket) {
		if (!BUCKET.matcher(bucket).matches()) {
			throw new StorageFailure("No bucket can be named \"" + bucket
					+ "\" (InvalidBucketName): use 3 to 63 lower-case letters, digits, dots and hyphens", null);
		}
		return this.buckets.resolve(bucket);
	}

	private static ObjectPath path(String key) {
		try {
			return new ObjectPath(key);
		}
		catch (IllegalArgumentException ex) {
			throw new StorageFailure("No object can have this key (InvalidKey): " + ex.getMessage(), ex);
		}
	}

}
