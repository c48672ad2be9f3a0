package io.wxomedia.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FilePayloadStore}.
 */
class FilePayloadStoreTests extends PayloadStoreTests {

	private final Path root;

	private final PayloadStore store;

	FilePayloadStoreTests(@TempDir Path root) throws IOException {
		this.root = root;
		this.store = new FilePayloadStore(root);
	}

	@Test
	void sweepPassesOverTheFilesOfOtherPrograms() throws IOException {
		Files.writeString(this.root.resolve(".DS_Store"), "x");
		Path foreign = Files.writeString(this.root.resolve("00").resolve(".nfs0001"), "x");
		Files.setLastModifiedTime(foreign, FileTime.from(Instant.EPOCH));
		PayloadId old;
		try (PayloadWriter writer = this.store.create()) {
			writer.write(1);
			writer.commit();
			old = writer.id();
		}
		age(old, Instant.EPOCH);
		assertThat(this.store.sweep(Instant.EPOCH.plusSeconds(1), Set.of())).isEqualTo(1);
		assertThat(foreign).exists();
	}

	@Override
	PayloadStore store() {
		return this.store;
	}

	@Override
	void age(PayloadId id, Instant createdAt) throws IOException {
		Path file = this.root.resolve(id.toString().substring(0, 2)).resolve(id.toString());
		Files.setLastModifiedTime(file, FileTime.from(createdAt));
	}

	@Override
	long kept() throws IOException {
		try (Stream<Path> files = Files.walk(this.root)) {
			return files.filter(Files::isRegularFile).count();
		}
	}

}
