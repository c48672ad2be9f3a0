package io.wxomedia.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

import io.wxomedia.platform.DurableFile;

/**
 * The administrator's key of a demo that is given none: made once and kept in a file that
 * only the service's user may read, so that it is the same after a restart.
 */
final class DemoAdminKey {

	private static final Pattern USABLE = Pattern.compile(ApiKeys.KEY);

	private static final int BYTES = 16;

	private DemoAdminKey() {
	}

	/**
	 * Read the key, or make it if there is none yet.
	 * @param folder the folder of the file
	 * @return the key
	 * @throws IOException if it cannot be read or made
	 */
	static String in(Path folder) throws IOException {
		Path file = folder.resolve("admin.key");
		try {
			return read(file);
		}
		catch (NoSuchFileException ex) {
			byte[] random = new byte[BYTES];
			new SecureRandom().nextBytes(random);
			byte[] key = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
			Files.createDirectories(folder);
			DurableFile.write(file, folder, (out) -> out.write(key));
			return read(file);
		}
	}

	private static String read(Path file) throws IOException {
		String key = Files.readString(file, StandardCharsets.US_ASCII).strip();
		if (!USABLE.matcher(key).matches()) {
			throw new IOException(file + " holds no key; delete it for a new one");
		}
		return key;
	}

}
