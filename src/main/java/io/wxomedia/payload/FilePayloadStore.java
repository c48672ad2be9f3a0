package io.wxomedia.payload;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link PayloadStore} of files, one each, forced to the disk before they count. They are
 * spread over 256 folders, so that no folder grows too large to be listed; each is made
 * for the first of its files.
 */
class FilePayloadStore implements PayloadStore {

	private static final Logger logger = LoggerFactory.getLogger(FilePayloadStore.class);

	/**
	 * Files that end with a {@link PayloadSeal}. Those of earlier versions have none, and
	 * no suffix: a file that lost its end must not pass for one of them.
	 */
	private static final String SEALED = ".sealed";

	private static final Pattern PAYLOAD_NAME = Pattern
		.compile("([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(" + Pattern.quote(SEALED) + ")?");

	private final Path root;

	private final DiskSpace space;

	/**
	 * Those that are on the disk for certain. Another process may have made the others,
	 * and ended before they were.
	 */
	private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();

	FilePayloadStore(Path root) throws IOException {
		this(root, DiskSpace.unlimited());
	}

	FilePayloadStore(Path root, DiskSpace space) throws IOException {
		this.root = root;
		this.space = space;
		if (!Files.isDirectory(root)) {
			Files.createDirectories(root);
			force(Objects.requireNonNull(root.getParent()));
		}
		if (!Files.isWritable(root)) {
			throw new AccessDeniedException(root.toString());
		}
	}

	@Override
	public PayloadWriter create() throws IOException {
		PayloadId id = PayloadId.random();
		Path file = file(id);
		makeFolder(Objects.requireNonNull(file.getParent()));
		return new FilePayloadWriter(id, file, this.space);
	}

	private void makeFolder(Path folder) throws IOException {
		if (this.durableFolders.contains(folder)) {
			return;
		}
		try {
			Files.createDirectories(folder);
			force(this.root);
		}
		catch (IOException ex) {
			throw this.space.told(ex);
		}
		this.durableFolders.add(folder);
	}

	@Override
	public DiskSpace space() {
		return this.space;
	}

	@Override
	public InputStream open(PayloadId id) throws IOException {
		FileChannel channel = channel(id);
		if (channel == null) {
			return unsealed(id, Files::newInputStream);
		}
		boolean opened = false;
		try {
			PayloadSeal seal = PayloadSeal.read(channel, id);
			opened = true;
			return new SealedInputStream(Channels.newInputStream(channel), id, seal.length(), seal.crc32c());
		}
		finally {
			if (!opened) {
				channel.close();
			}
		}
	}

	@Override
	public long length(PayloadId id) throws IOException {
		try (FileChannel channel = channel(id)) {
			return (channel != null) ? PayloadSeal.read(channel, id).length() : unsealed(id, Files::size);
		}
	}

	private @Nullable FileChannel channel(PayloadId id) throws IOException {
		try {
			return FileChannel.open(file(id), StandardOpenOption.READ);
		}
		catch (NoSuchFileException | FileNotFoundException ex) {
			return null;
		}
	}

	private <T> T unsealed(PayloadId id, Reading<T> reading) throws IOException {
		try {
			return reading.read(unsealedFile(id));
		}
		catch (NoSuchFileException | FileNotFoundException ex) {
			throw new PayloadNotFound(id);
		}
	}

	@Override
	public void delete(PayloadId id) {
		try {
			if (!Files.deleteIfExists(file(id))) {
				Files.deleteIfExists(unsealedFile(id));
			}
		}
		catch (IOException ex) {
			logger.warn("Payload {} could not be deleted; the next sweep tries again: {}", id, ex.toString());
		}
	}

	@Override
	public int sweep(Instant createdBefore, Set<PayloadId> inUse) throws IOException {
		int swept = 0;
		try (DirectoryStream<Path> folders = Files.newDirectoryStream(this.root, Files::isDirectory)) {
			for (Path folder : folders) {
				swept += sweepFolder(folder, createdBefore, inUse);
			}
		}
		return swept;
	}

	private int sweepFolder(Path folder, Instant createdBefore, Set<PayloadId> inUse) throws IOException {
		int swept = 0;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FilePayloadStore::isPayload)) {
			for (Path file : files) {
				PayloadId id = new PayloadId(UUID.fromString(file.getFileName().toString().replace(SEALED, "")));
				if (!inUse.contains(id) && isOlder(file, createdBefore)) {
					delete(id);
					swept++;
				}
			}
		}
		return swept;
	}

	/**
	 * Other programs leave files of their own.
	 */
	private static boolean isPayload(Path file) {
		return PAYLOAD_NAME.matcher(file.getFileName().toString()).matches();
	}

	private static boolean isOlder(Path file, Instant moment) throws IOException {
		try {
			return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private Path file(PayloadId id) {
		return unsealedFile(id).resolveSibling(id + SEALED);
	}

	private Path unsealedFile(PayloadId id) {
		String name = id.toString();
		return this.root.resolve(name.substring(0, 2)).resolve(name);
	}

	/**
	 * A file's name is durable once its folder is.
	 */
	static void force(Path folder) throws IOException {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/**
	 * Something that is read from a file.
	 *
	 * @param <T> what is read
	 */
	@FunctionalInterface
	private interface Reading<T> {

		T read(Path file) throws IOException;

	}

}
