package io.wxomedia;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what must never change once it was given away: a database that ran a script
 * does not start with another one of that name. A new script gets a line in
 * {@code migrations.sha256}; no line is ever changed.
 */
class MigrationTests {

	@Test
	void scriptsAreThoseThatDatabasesHaveRun() throws IOException {
		List<String> known = Files.readAllLines(Path.of("src/test/resources/migrations.sha256"));
		try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/db/migration"))) {
			assertThat(scripts.map(MigrationTests::line).toList()).containsExactlyInAnyOrderElementsOf(known);
		}
	}

	private static String line(Path script) {
		try {
			// Line ends are no part of a script, and not of Flyway's checksum either.
			byte[] text = Files.readString(script).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)) + "  "
					+ script.getFileName();
		}
		catch (IOException | NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
