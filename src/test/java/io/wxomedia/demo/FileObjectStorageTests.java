package io.wxomedia.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.wxomedia.link.LinkSigner;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FileObjectStorage} and {@link ObjectPath}.
 */
class FileObjectStorageTests {

	private static final String BUCKET = "my-bucket";

	private Path folder;

	private FileObjectStorage storage;

	private final LinkSigner signer = new LinkSigner(new byte[32],
			new MovableClock(Instant.parse("2026-11-21T08:00:00Z")));

	@BeforeEach
	void open(@TempDir Path folder) throws IOException {
		this.folder = folder;
		this.storage = storage();
		this.storage.createBucket(BUCKET);
	}

	private FileObjectStorage storage() throws IOException {
		return new FileObjectStorage(this.folder.resolve("demo"), this.signer, () -> URI.create("https://example.com"));
	}

	@ParameterizedTest
	@MethodSource("oddKeys")
	void putThenGetAndListAndLinkWithAnyKey(String key) throws IOException {
		put(key, "content of " + key);
		assertThat(get(key)).isEqualTo("content of " + key);
		assertThat(list("")).isEqualTo(key.endsWith("/") ? List.of() : List.of(key));
		assertThat(linked(key).map(FileObjectStorageTests::read)).contains("content of " + key);
		try (Stream<Path> files = Files.walk(this.folder)) {
			assertThat(files.filter(Files::isRegularFile)).singleElement()
				.satisfies((file) -> assertThat(file).startsWith(this.folder.resolve("demo/objects/" + BUCKET)));
		}
	}

	static List<String> oddKeys() {
		return List.of("a", "a/b", "results/1/coffee_modified.png", "a b.png", " ", ".", "..", "../../escape", "/",
				"/etc/passwd", "a//b", "a/./b", "a/../b", "a/", "~", "~0", "~2F", "a~/b", "a%2Fb", "a?b=c#d;e&f+g",
				"c:\\windows", "caf\u00e9 \u96ea \ud83d\ude00.png", "con\u0000trol\n", ".hidden", "dot.",
				"x".repeat(1024), "\u96ea".repeat(341), "a/".repeat(500) + "z", "y".repeat(199) + "." + "y".repeat(300),
				"a+~/b~+");
	}

	@Test
	void keysNeverMeet() {
		List<String> keys = new ArrayList<>(oddKeys());
		keys.addAll(List.of("a~2Fb", "~0/b", "a~", "x".repeat(200), "x".repeat(200) + "~+", "x".repeat(200) + "/x"));
		keys.forEach((key) -> put(key, key));
		assertThat(keys).allSatisfy((key) -> assertThat(get(key)).isEqualTo(key));
	}

	@Test
	void ordinaryNamesStayAsTheyAreOnTheDisk() {
		put("Holiday (1).jpg", "x");
		assertThat(this.folder.resolve("demo/objects/my-bucket/Holiday (1).jpg")).hasContent("x");
	}

	@Test
	void listsInByteOrderBelowThePrefix() {
		// In UTF-16 the last two would change places.
		List<String> keys = List.of("B", "a", "a-b", "a/b", "a/c", "a0", "b", "\uff21", "\ud83d\ude00");
		keys.stream().sorted().forEach((key) -> put(key, key));
		assertThat(list("")).isEqualTo(keys);
		assertThat(list("a/")).containsExactly("a/b", "a/c");
		assertThat(list("a")).containsExactly("a", "a-b", "a/b", "a/c", "a0");
		assertThat(list("nothing")).isEmpty();
	}

	@Test
	void listLeavesOutFilesThatAreNoObjects() throws IOException {
		Path bucket = this.folder.resolve("demo/objects/my-bucket");
		Files.writeString(bucket.resolve(".DS_Store"), "x");
		Files.writeString(bucket.resolve("lower~2f"), "x");
		Files.writeString(bucket.resolve("dropped by hand.png"), "x");
		Files.createDirectories(bucket.resolve("folder"));
		Files.writeString(bucket.resolve("folder/a.png"), "x");
		assertThat(list("")).containsExactly("dropped by hand.png");
	}

	@Test
	void putReplaces() {
		put("a", "first");
		put("a", "second");
		assertThat(get("a")).isEqualTo("second");
	}

	@Test
	void whenTheContentIsCutOffTheOldObjectStaysAndNothingIsLeftBehind() throws IOException {
		put("a", "first");
		byte[] half = { 1, 2 };
		assertThatExceptionOfType(StorageFailure.class)
			.isThrownBy(() -> this.storage.put(BUCKET, "a",
					new ObjectStorage.Content("image/png", 4, () -> new ByteArrayInputStream(half))))
			.withMessageContaining("could not be stored")
			.withMessageContaining("2 bytes and not 4");
		assertThat(get("a")).isEqualTo("first");
		assertThat(this.folder.resolve("demo/unfinished")).isEmptyDirectory();
	}

	@Test
	void startDiscardsWhatACrashLeftBehind() throws IOException {
		Files.writeString(this.folder.resolve("demo/unfinished/unfinished-1.tmp"), "half");
		put("a", "first");
		storage();
		assertThat(this.folder.resolve("demo/unfinished")).isEmptyDirectory();
		assertThat(get("a")).isEqualTo("first");
	}

	@Test
	void whatIsMissingIsNamed() {
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> this.storage.get(BUCKET, "a/b"))
			.withMessage("The bucket my-bucket has no object a/b (NoSuchKey)");
		put("a/b", "x");
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> this.storage.get(BUCKET, "a"))
			.withMessageContaining("NoSuchKey");
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> this.storage.get("other", "a"))
			.withMessageContaining("NoSuchBucket");
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> this.storage.list("other", "", (key) -> {
		})).withMessageContaining("NoSuchBucket");
		assertThat(this.storage.missingSettings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "..", "../..", "a", "Upper", "a/b", "-ab", "ab-", "a\u00e9b" })
	void bucketOfAWrongNameIsRefused(String bucket) {
		assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> this.storage.createBucket(bucket))
			.withMessageContaining("InvalidBucketName");
		assertThatExceptionOfType(StorageFailure.class)
			.isThrownBy(() -> this.storage.link(bucket, "a", Duration.ofSeconds(1)))
			.withMessageContaining("InvalidBucketName");
	}

	@Test
	void keyThatS3WouldNotTakeIsRefused() {
		for (String key : List.of("", "x".repeat(1025), "\ud83d")) {
			assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> put(key, "x"))
				.withMessageContaining("InvalidKey");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "my-bucket", "my-bucket/", "my-bucket/..", "my-bucket/../my-bucket/a", "../objects/a",
			"my-bucket/a~/b", "my-bucket/%61", "my-bucket/~61", "my-bucket/a\u0000", "/a", "" })
	void findTakesOneSpellingOnly(String path) {
		put("a", "x");
		assertThat(this.storage.find(path)).isEmpty();
	}

	@Test
	void linkLeadsToTheServiceAndSaysWhenItExpires() {
		assertThat(this.storage.link(BUCKET, "results/1/a b.png", Duration.ofSeconds(60)).toString()).matches(
				"https://example\\.com/demo/objects/my-bucket/results/1/a%20b\\.png\\?expires=1795248060&signature=[0-9a-f]{64}");
	}

	private void put(String key, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.storage.put(BUCKET, key,
				new ObjectStorage.Content("image/png", bytes.length, () -> new ByteArrayInputStream(bytes)));
	}

	private String get(String key) {
		try (InputStream in = this.storage.get(BUCKET, key)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> list(String prefix) {
		List<String> keys = new ArrayList<>();
		this.storage.list(BUCKET, prefix, keys::add);
		return keys;
	}

	private Optional<Path> linked(String key) {
		URI link = this.storage.link(BUCKET, key, Duration.ofSeconds(60));
		assertThat(link.normalize()).isEqualTo(link);
		var query = UriComponentsBuilder.fromUri(link).build().getQueryParams();
		this.signer.check(link.getPath(), query.getFirst("expires"), query.getFirst("signature"));
		return this.storage.find(link.getPath().substring(FileObjectStorage.LINKS.length()));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
