package io.wxomedia.submission;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

import io.wxomedia.web.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallbackUrl}.
 */
class CallbackUrlTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://example.com                        | http://example.com
			http://example.com:/x                     | http://example.com:/x
			HTTPS://Example.com:8443/a%20b?c=%26%zz#f | !position
			HTTPS://Example.com:8443/a%20b?c=%26#f    | HTTPS://Example.com:8443/a%20b?c=%26#f
			http://my_service:8080/x                  | http://my_service:8080/x
			http://example.com/résultat?clé=é         | http://example.com/r%C3%A9sultat?cl%C3%A9=%C3%A9
			http://example.com/%C3%A9é%e9             | http://example.com/%C3%A9%C3%A9%e9
			http://example.com/日本/😀?𝔘                | http://example.com/%E6%97%A5%E6%9C%AC/%F0%9F%98%80?%F0%9D%94%98
			http://example.com?é                      | http://example.com?%C3%A9
			http://example.com/x#é                    | http://example.com/x#%C3%A9
			http://bücher.example/                    | http://xn--bcher-kva.example/
			http://BÜCHER.Example:8080/ü              | http://xn--bcher-kva.Example:8080/%C3%BC
			http://日本.example                         | http://xn--wgv71a.example
			http://пример.рф/                         | http://xn--e1afmkfd.xn--p1ai/
			http://xn--strae-oqa.example/             | http://xn--strae-oqa.example/
			http://straße.example/                    | !xn--
			http://πόλος.example/                     | !xn--
			http://ｅｘａｍｐｌｅ.com/                      | !xn--
			http://①②⑦.0.0.1/                         | !xn--
			http://127。0。0。1/                         | !xn--
			http://example.com／@evil.example/         | !user name
			http://example.com／evil.example/          | !xn--
			http://ex‍ample.com/                      | !xn--
			http://ex­ample.com/                      | !xn--
			http://ℂ.example/                         | !xn--
			http://é_x.example/                       | !xn--
			http://😀.example/                          | !xn--
			http://example.com@évil.example/          | !user name
			http://é@example.com/                     | !user name
			http://[é::1]/                            | !xn--
			http://ex%61mple.com/                     | !percent-encoding
			http://b%C3%BCcher.example/               | !percent-encoding
			http://127.0.0.1%2f@x/                    | !user name
			http://[fe80::1%25eth0]/                  | !zone
			http://[2001:db8::1%eth0]/                | !zone
			http:/example.com                         | !no host
			http:example.com                          | !no host
			http:///example.com                       | !no host
			//example.com/                            | !http://
			example.com                               | !http://
			ftp://é.example/                          | !http://
			http://example.com\\evil.example/         | !position
			\\\\example.com\\x                        | !position
			http://example.com/a\u3000b               | !position
			http://example.com/a\u00a0b               | !position
			http://example.com/\ud83d                 | !half a character
			""")
	void addressIsReadAsItIsOrRefused(String text, String expected) {
		if (!expected.startsWith("!")) {
			CallbackUrl url = CallbackUrl.parse(text);
			assertThat(url).hasToString(expected);
			assertThat(url.value().toASCIIString()).isEqualTo(expected);
			assertThat(CallbackUrl.parse(url.toString())).isEqualTo(url);
			assertThat(CallbackUrl.ofHeader(asTomcatReads(text))).isEqualTo(url);
			return;
		}
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> CallbackUrl.parse(text))
			.withMessageContaining(expected.substring(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://ex\tample.com/", "http://example.com/a\tb", "http://example.com/a\nb",
			"http://example.com/a b", "http://example.com/\u0000", "http://exam\u0085ple.com/" })
	void blanksInTheMiddleAreRefused(String text) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> CallbackUrl.parse(text));
	}

	@Test
	void lettersAreNotComposed() {
		String decomposed = Normalizer.normalize("http://example.com/é", Normalizer.Form.NFD);
		assertThat(CallbackUrl.parse(decomposed)).hasToString("http://example.com/e%CC%81");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.com/\u00e9", "http://b\u00fccher.example/",
			"http://example.com/\u00c0\u00af", "http://example.com/\u00ed\u00a0\u0080" })
	void headerThatIsNotUtf8IsRefused(String header) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> CallbackUrl.ofHeader(header))
			.withMessageContaining("not UTF-8")
			.withMessageContaining("percent-encode");
	}

	/**
	 * One character for each byte.
	 */
	private static String asTomcatReads(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Not in the table above: the compiler takes this character for the end of a line.
	 */
	@Test
	void nextLineIsNoPartOfAName() {
		addressIsReadAsItIsOrRefused("http://exam\u0085ple.com/", "!");
	}

}
