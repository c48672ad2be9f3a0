package io.wxomedia.destination;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MaskedUrl}.
 */
class MaskedUrlTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			http://host/cb                       | http://host/cb
			http://host:8080/cb?token=s3cret&x=1 | http://host:8080/cb?token=***&x=***
			http://host?token=s3cret             | http://host?token=***
			http://host/cb?s3cret                | http://host/cb?***
			http://host/cb?a=1&&b=               | http://host/cb?a=***&&b=***
			http://host/cb?a=s3=cret?s3cret      | http://host/cb?a=***
			http://host/cb?                      | http://host/cb?
			http://host/cb#s3cret                | http://host/cb#***
			http://host/cb?a=1#s3cret            | http://host/cb?a=***#***
			http://host/@me/cb                   | http://host/@me/cb
			http://host/cb?mail=me@example.com   | http://host/cb?mail=***
			http://host:80/#@s3cret              | http://host:80/#***
			http://me:s3cret@host/cb?x=1         | http://***@host/cb?x=***
			http://s3cret@host/cb                | http://***@host/cb
			http://me:s3@cret@host/              | http://***@host/
			http://me:s3/cret@host/              | http://***
			http://me:s3?cret@host/              | http://***
			http://me:s3#cret@host/              | http://***
			http:/me:s3cret@host/                | http:***
			me:s3cret@host/                      | ***
			ftp://me:s3cret@host/                | ***
			not a url                            | not a url
			what?token=s3cret                    | what?token=***
			""")
	void ofHidesEverythingSecret(String url, String expected) {
		assertThat(MaskedUrl.of(url)).isEqualTo(expected).doesNotContain("s3", "cret");
	}

	@Test
	void ofWhenTextIsEmptyReturnsEmptyText() {
		assertThat(MaskedUrl.of("")).isEmpty();
	}

	@Test
	void ofWhenTextHasLineBreaksReturnsOneLine() {
		assertThat(MaskedUrl.of("http://host/\r\n[ACCEPTED] forged?a=\nb\u2028c"))
			.isEqualTo("http://host/  [ACCEPTED] forged?a=***");
	}

}
