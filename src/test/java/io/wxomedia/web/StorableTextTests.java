package io.wxomedia.web;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StorableText}.
 */
class StorableTextTests {

	@Test
	void controlCharactersAreKeptAsTheyAre() {
		String text = IntStream.rangeClosed(1, 0x9F)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		assertThat(StorableText.fault(text)).isNull();
		assertThat(StorableText.isStorable(text)).isTrue();
		assertThat(StorableText.cleaned(text, 1000)).isEqualTo(text);
	}

	@Test
	void whatNoDatabaseStoresIsNamedWithItsPlace() {
		assertThat(StorableText.fault("ab\0")).isEqualTo("a NUL character at character 3");
		assertThat(StorableText.fault("\uD83D\uDE00\uDE00")).isEqualTo("half a surrogate pair at character 2");
		assertThat(StorableText.fault("\uD83D")).isEqualTo("half a surrogate pair at character 1");
		assertThat(StorableText.fault("\uD83D\uDE00")).isNull();
		assertThat(StorableText.cleaned("a\0b\uD83D", 4)).isEqualTo("a\uFFFDb\uFFFD");
	}

}
