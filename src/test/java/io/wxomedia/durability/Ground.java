package io.wxomedia.durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * What the instances of one test stand on: a database, a folder and a clock. Removed
 * after the test.
 */
final class Ground implements AfterEachCallback {

	private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));

	private final TestDatabase database = TestDatabase.h2();

	private final Path directory = directory();

	MovableClock clock() {
		return this.clock;
	}

	PassingTime time() {
		return PassingTime.always(this.clock, jdbc());
	}

	JdbcClient jdbc() {
		return this.database.jdbc();
	}

	World world() {
		return new World(this.database.dataSource(), this.directory, this.clock);
	}

	private static Path directory() {
		try {
			return Files.createTempDirectory("ground-");
		}
		catch (IOException ex) {
			throw new AssertionError("There is no folder for the test", ex);
		}
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.database.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
