package io.wxomedia.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes files that are there in full or not at all, even after a crash, and that only
 * the service's user may read.
 */
public final class DurableFile {

	private static final String TEMPORARY = "unfinished-";

	private DurableFile() {
	}

	/**
	 * Write a file, replacing the one that is there.
	 * @param file the file, whose folder exists
	 * @param workFolder where it grows until it is complete; on the same disk
	 * @param content writes the content
	 * @throws IOException if it could not be written
	 */
	public static void write(Path file, Path workFolder, Content content) throws IOException {
		// A temporary file is readable by its owner only.
		Path unfinished = Files.createTempFile(workFolder, TEMPORARY, null);
		try {
			try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
				content.writeTo(Channels.newOutputStream(channel));
				channel.force(false);
			}
			Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			force(Objects.requireNonNull(file.getParent()));
		}
		finally {
			Files.deleteIfExists(unfinished);
		}
	}

	/**
	 * A file's name is durable once its folder is.
	 */
	private static void force(Path folder) throws IOException {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/**
	 * Writes what a file will hold.
	 */
	@FunctionalInterface
	public interface Content {

		/**
		 * Write it all.
		 * @param out where to write; it need not be closed
		 * @throws IOException if it cannot be written
		 */
		void writeTo(OutputStream out) throws IOException;

	}

}
