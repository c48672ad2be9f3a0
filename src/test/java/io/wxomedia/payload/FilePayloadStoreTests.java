package io.wxomedia.payload;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		Path foreign = Files.writeString(folder("00").resolve(".nfs0001"), "x");
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
		Path old = Files.writeString(folder("ab").resolve("ab000000-0000-4000-8000-000000000000"), "x");
		Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
		assertThat(this.store.sweep(Instant.EPOCH.plusSeconds(1), Set.of())).isEqualTo(1);
		assertThat(old).doesNotExist();
	}

	@Test
	void folderIsMadeForTheFirstOfItsFiles() throws IOException {
		assertThat(this.root).isEmptyDirectory();
		PayloadId id = commit(new byte[10]);
		assertThat(this.root).isDirectoryNotContaining((folder) -> !folder.equals(file(id).getParent()));
		// As after a start on what there is.
		PayloadStore later = new FilePayloadStore(this.root);
		assertThat(later.length(id)).isEqualTo(10);
		assertThat(later.sweep(Instant.EPOCH, Set.of())).isZero();
	}

	@Test
	void folderThatCannotBeMadeIsTriedAgain() throws IOException {
		Set<Path> inTheWay = new HashSet<>();
		for (int i = 0; i < 256; i++) {
			inTheWay.add(Files.writeString(this.root.resolve("%02x".formatted(i)), "x"));
		}
		// So often that each folder was tried.
		for (int i = 0; i < 5000; i++) {
			assertThatExceptionOfType(IOException.class).isThrownBy(this.store::create);
		}
		for (Path file : inTheWay) {
			Files.delete(file);
		}
		assertThat(this.store.length(commit(new byte[10]))).isEqualTo(10);
	}

	@Test
	void placeThatCannotBeMadeStopsTheStart() throws IOException {
		Path file = Files.writeString(this.root.resolve("file"), "x");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new FilePayloadStore(file.resolve("payloads")));
	}

	/**
	 * The JDK's own files can be written by nobody, not even by root.
	 */
	@Test
	void placeThatCannotBeWrittenToStopsTheStart() {
		Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> new FilePayloadStore(modules))
			.withMessage("/modules");
	}

	@Test
	void placeMayBeALink(@TempDir Path other) throws IOException {
		PayloadStore linked = new FilePayloadStore(Files.createSymbolicLink(other.resolve("payloads"),
				Files.createDirectories(this.root.resolve("real"))));
		try (PayloadWriter writer = linked.create()) {
			writer.write(1);
			writer.commit();
			assertThat(linked.length(writer.id())).isOne();
		}
	}

	private Path folder(String name) throws IOException {
		return Files.createDirectories(this.root.resolve(name));
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
