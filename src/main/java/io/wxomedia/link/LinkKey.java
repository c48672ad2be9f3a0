package io.wxomedia.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;

import io.wxomedia.platform.DurableFile;

/**
 * The key that links are signed with: made once, kept in a file that only the service's
 * user may read.
 */
final class LinkKey {

	static final int LENGTH = 32;

	private LinkKey() {
	}

	/**
	 * Read the key, or make it if there is none yet.
	 * @param folder the folder of the file
	 * @return the key
	 * @throws IOException if it cannot be read or made
	 */
	static byte[] in(Path folder) throws IOException {
		Path file = folder.resolve("link.key");
		try {
			return read(file);
		}
		catch (NoSuchFileException ex) {
			byte[] key = new byte[LENGTH];
			new SecureRandom().nextBytes(key);
			Files.createDirectories(folder);
			DurableFile.write(file, folder, (out) -> out.write(key));
			return read(file);
		}
	}

	private static byte[] read(Path file) throws IOException {
		byte[] key = Files.readAllBytes(file);
		if (key.length != LENGTH) {
			throw new IOException(
					file + " holds " + key.length + " bytes and not a key of " + LENGTH + "; delete it for a new one");
		}
		return key;
	}

}
