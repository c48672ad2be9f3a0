package io.wxomedia.image;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObjectKeys}.
 */
class ObjectKeysTests {

	private static final UUID JOB = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

	@ParameterizedTest
	@CsvSource(textBlock = """
			photo.png,              photo
			photo.final.PNG,        photo.final
			photo,                  photo
			my holiday photo.jpg,   my_holiday_photo
			'two  spaces.jpg',      two__spaces
			'a+&%b.png',            a_b
			'Été à Nîmes.png',      t____N_mes
			'日本.png',             image
			'日本1.png',            1
			'a😀b.png',             a_b
			'.._-photo-_..png',     photo
			'___.png',              image
			'.png',                 png
			'..',                   image
			'in/summer/a b.webp',   a_b
			'C:\\pictures\\a.png',  a
			'../../etc/passwd',     passwd
			'a_modified.png',       a_modified
			""")
	void stemKeepsWhatIsSafe(String filename, String stem) {
		assertThat(ObjectKeys.stem(filename)).isEqualTo(stem);
		assertThat(ObjectKeys.stem(filename, JOB)).isEqualTo(stem);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "\t\n" })
	void stemWhenThereIsNoFilenameIsMadeFromJob(String filename) {
		assertThat(ObjectKeys.stem(filename, JOB)).isEqualTo("image_01234567");
	}

	@Test
	void stemIsCutAtHundredCharacters() {
		assertThat(ObjectKeys.stem("a".repeat(100) + ".png")).hasSize(100);
		assertThat(ObjectKeys.stem("a".repeat(101) + ".png")).hasSize(100);
		assertThat(ObjectKeys.stem("_".repeat(300) + "b".repeat(200))).isEqualTo("b".repeat(100));
	}

	@Test
	void keysFollowTheContract() {
		assertThat(ObjectKeys.single(JOB, "photo", "webp")).isEqualTo("results/" + JOB + "/photo_modified.webp");
		assertThat(ObjectKeys.batchPrefix("results/batch", JOB)).isEqualTo("results/batch/" + JOB + "/");
		assertThat(ObjectKeys.batchPrefix("", JOB)).isEqualTo(JOB + "/");
		assertThat(ObjectKeys.result("photo", "jpg")).isEqualTo("photo_modified.jpg");
	}

	@Test
	void distinctStemsNumbersThoseThatWouldMeet() {
		assertThat(ObjectKeys.distinctStems(List.of("a.jpg", "a.png", "b.png", "sub/a.png"))).containsExactly("a",
				"a_2", "b", "a_3");
	}

	@Test
	void distinctStemsWhenNumberedNameIsTakenGoesOnCounting() {
		assertThat(ObjectKeys.distinctStems(List.of("a.jpg", "a.png", "a_2.png"))).containsExactly("a", "a_2", "a_2_2");
		assertThat(ObjectKeys.distinctStems(List.of("a.jpg", "a_2.png", "b/a.png"))).containsExactly("a", "a_2", "a_3");
	}

	@Test
	void distinctStemsWhenNothingIsSafeStillDiffer() {
		assertThat(ObjectKeys.distinctStems(List.of("α.png", "β.png", "γ.png"))).containsExactly("image", "image_2",
				"image_3");
	}

	@Test
	void distinctStemsOfManyEqualNamesAreAllDifferent() {
		List<String> keys = IntStream.range(0, 2000).mapToObj((i) -> i + "/same.png").toList();
		assertThat(new HashSet<>(ObjectKeys.distinctStems(keys))).hasSize(2000);
	}

	@Test
	void distinctStemsOfManyEqualNamesTakeNoTimeOfNote() {
		List<String> keys = IntStream.range(0, 100_000).mapToObj((i) -> i + "/photo.png").toList();
		List<String> stems = ObjectKeys.distinctStems(keys);
		assertThat(new HashSet<>(stems)).hasSize(100_000);
		assertThat(stems.subList(0, 3)).containsExactly("photo", "photo_2", "photo_3");
	}

	@Test
	void isResultKnowsWhatTheServiceMade() {
		String stem = ObjectKeys.stem("photo.png", JOB);
		assertThat(ObjectKeys.isResult(ObjectKeys.single(JOB, stem, "png"))).isTrue();
		for (String prefix : List.of("", "results/batch", "a/b")) {
			assertThat(ObjectKeys.isResult(ObjectKeys.batchPrefix(prefix, JOB) + ObjectKeys.result(stem, "jpeg")))
				.isTrue();
		}
	}

	@Test
	void isManifestKnowsThoseOfBatchesAndNoOthers() {
		for (String prefix : List.of("", "results/batch", "a/b")) {
			assertThat(ObjectKeys.isManifest(ObjectKeys.manifest(ObjectKeys.batchPrefix(prefix, JOB)))).isTrue();
		}
		assertThat(ObjectKeys.isManifest("manifest.json")).isFalse();
		assertThat(ObjectKeys.isManifest("photos/manifest.json")).isFalse();
		assertThat(ObjectKeys.isManifest(JOB + "/photos/manifest.json")).isFalse();
		assertThat(ObjectKeys.isManifest(JOB + "/my_manifest.json")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "photo_modified.png", "results/photo_modified.png", "results/01234567/photo_modified.png",
			"results/01234567-89ab-cdef-0123-456789abcdef/photo.png",
			"results/01234567-89ab-cdef-0123-456789abcdef/sub/photo_modified.png",
			"results/01234567-89ab-cdef-0123-456789abcdef/photo_modified.gif" })
	void isResultSparesWhatTheServiceDidNotMake(String key) {
		assertThat(ObjectKeys.isResult(key)).isFalse();
	}

}
