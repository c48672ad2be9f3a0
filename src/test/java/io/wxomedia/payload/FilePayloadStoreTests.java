package io.wxomedia.payload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
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

	@Test
	void sweepTakesWhatAnEarlierVersionLeft() throws IOException {
		Path old = Files.writeString(this.root.resolve("ab").resolve("ab000000-0000-4000-8000-000000000000"), "x");
		Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
		assertThat(this.store.sweep(Instant.EPOCH.plusSeconds(1), Set.of())).isEqualTo(1);
		assertThat(old).doesNotExist();
	}

	@Override
	PayloadStore store() {
		return this.store;
	}

	@Override
	void age(PayloadId id, Instant createdAt) throws IOException {
		Files.setLastModifiedTime(file(id), FileTime.from(createdAt));
	}

	private Path file(PayloadId id) {
		return this.root.resolve(id.toString().substring(0, 2)).resolve(id + ".sealed");
	}

	@Override
	void damage(PayloadId id, UnaryOperator<byte[]> change) throws IOException {
		Files.write(file(id), change.apply(Files.readAllBytes(file(id))));
	}

	@Override
	void unseal(PayloadId id) throws IOException {
		byte[] sealed = Files.readAllBytes(file(id));
		Files.write(file(id).resolveSibling(id.toString()),
				Arrays.copyOf(sealed, sealed.length - PayloadSeal.LENGTH_IN_FILE));
		Files.delete(file(id));
	}

	@Override
	long kept() throws IOException {
		try (Stream<Path> files = Files.walk(this.root)) {
			return files.filter(Files::isRegularFile).count();
		}
	}

}
