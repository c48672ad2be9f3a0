package io.wxomedia.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link LinkKey}.
 */
class LinkKeyTests {

	private Path folder;

	@BeforeEach
	void prepare(@TempDir Path folder) {
		this.folder = folder;
	}

	@Test
	void isMadeOnce() throws IOException {
		byte[] key = LinkKey.in(this.folder.resolve("demo"));
		assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
		assertThat(LinkKey.in(this.folder.resolve("demo"))).isEqualTo(key);
		assertThat(LinkKey.in(this.folder.resolve("other"))).isNotEqualTo(key);
	}

	@Test
	void onlyTheOwnerMayReadTheFileAndNothingElseIsLeft() throws IOException {
		LinkKey.in(this.folder);
		assertThat(this.folder).isDirectoryContaining("glob:**/link.key");
		assertThat(Files.getPosixFilePermissions(this.folder.resolve("link.key")))
			.isEqualTo(PosixFilePermissions.fromString("rw-------"));
		try (var files = Files.list(this.folder)) {
			assertThat(files).hasSize(1);
		}
	}

	@Test
	void whenTheFileIsDamagedSaysWhatToDo() throws IOException {
		Files.write(this.folder.resolve("link.key"), new byte[31]);
		assertThatIOException().isThrownBy(() -> LinkKey.in(this.folder)).withMessageContaining("delete it");
	}

}
