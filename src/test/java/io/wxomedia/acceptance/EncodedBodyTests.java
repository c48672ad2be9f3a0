package io.wxomedia.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for bodies that are compressed or written in another charset than UTF-8, declared
 * or not, and for slips whose refusal has to say how they are mended.
 */
class EncodedBodyTests extends RunningService {

	private static final List<String> PATHS = List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS,
			ServiceClient.BATCH, "/dead-letters/redeliver");

	private static final String BODY = ServiceClient.single("caf\u00e9 at night", "caf\u00e9.png", TestImages.png());

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "x-UTF-16LE-BOM" })
	void wideCharactersAreRefusedByTheirNameAlsoUndeclared(String charset) {
		byte[] body = BODY.getBytes(Charset.forName(charset));
		for (String path : PATHS) {
			Answer answer = this.service.post(path, body, "callbackUrl", receiver.url());
			RefusalTests.assertRefused(answer, 415, "unsupported_charset");
			assertThat(answer.detail()).contains(charset.contains("32") ? "UTF-32" : "UTF-16", "UTF-8", "PowerShell");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ISO-8859-1", "windows-1252" })
	void latinIsRefusedByItsNameAlsoUndeclared(String charset) {
		byte[] body = BODY.getBytes(Charset.forName(charset));
		for (String path : PATHS) {
			Answer answer = this.service.post(path, body, "callbackUrl", receiver.url());
			RefusalTests.assertRefused(answer, 415, "unsupported_charset");
			assertThat(answer.detail()).contains("Latin-1", "Windows-1252", "0xE9", "UTF-8");
		}
	}

	@Test
	void compressedBodiesAreRefusedByTheirNameAlsoUndeclared() throws IOException {
		ByteArrayOutputStream zipped = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
			out.write(BODY.getBytes(StandardCharsets.UTF_8));
		}
		for (String path : PATHS) {
			Answer answer = this.service.post(path, zipped.toByteArray(), "callbackUrl", receiver.url());
			RefusalTests.assertRefused(answer, 415, "unsupported_content_encoding");
			assertThat(answer.detail()).contains("gzip", "without compression");
		}
	}

	@ParameterizedTest
	@CsvSource({ "Content-Encoding, gzip, unsupported_content_encoding, gzip",
			"Content-Encoding, 'identity, br', unsupported_content_encoding, br",
			"Content-Encoding, deflate, unsupported_content_encoding, deflate",
			"Content-Type, application/json; charset=utf-16, unsupported_charset, utf-16",
			"Content-Type, application/json; charset=iso-8859-1, unsupported_charset, iso-8859-1",
			"Content-Type, application/json; charset=klingon, unsupported_charset, klingon" })
	void whatIsDeclaredIsRefusedByItsName(String header, String value, String code, String word) {
		for (String path : PATHS) {
			Answer answer = this.service.post(path, "{\"prompt\": \"\"}", "callbackUrl", receiver.url(), header, value);
			RefusalTests.assertRefused(answer, 415, code);
			assertThat(answer.detail()).contains(word);
		}
	}

	@Test
	void otherMediaTypesComeFirst() {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, "{}", "Content-Type", "text/plain; charset=utf-16",
				"Content-Encoding", "gzip");
		RefusalTests.assertRefused(answer, 415, "unsupported_media_type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json; charset=utf-8", "application/json; charset=\"UTF-8\"",
			"application/json;charset=utf8", "application/json; charset=us-ascii" })
	void utf8IsTakenHoweverItIsCalledAndWithAByteOrderMark(String type) {
		for (String start : List.of("", "\ufeff")) {
			Answer answer = this.service.post(ServiceClient.SINGLE_B64, start + BODY, "callbackUrl", receiver.url(),
					"Content-Type", type, "Content-Encoding", "identity");
			assertThat(answer.status()).as(answer.text()).isEqualTo(202);
			String id = answer.json().path("job_id").asString();
			assertThat(receiver.take(id, PATIENCE).json().path("filename").asString()).isEqualTo("caf\u00e9.png");
		}
	}

	@Test
	void aBareLineBreakSaysWhereItIsAndHowItIsAvoided() {
		String image = "{\"prompt\": \"p\", \"image_base64\": \"iVBORw0K\nGgoA\"}";
		assertThat(refusedAsNoJson(image)).contains("base64 holds a line break", "base64 -w0");
		String prompt = "{\"prompt\": \"two\nlines\", \"image_base64\": \"AAAA\"}";
		assertThat(refusedAsNoJson(prompt)).contains("a text holds a line break", "\\n").doesNotContain("base64 -w0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NaN", "Infinity", "-Infinity", "+INF" })
	void numbersThatAreNoneSayWhatToSend(String number) {
		String detail = refusedAsNoJson("{\"prompt\": \"p\", \"x\": " + number + "}");
		assertThat(detail).contains("no number of JSON", "null").doesNotContain("enable");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"n\": 01}", "{\"n\": +1}", "{\"n\": .5}", "{'a': 1}", "{\"a\": 1,}", "{a: 1}", "// a\n{}" })
	void noRefusalSpeaksOfSettingsOfTheParser(String body) {
		assertThat(refusedAsNoJson(body)).doesNotContain("enable", "JsonReadFeature", "`");
	}

	private String refusedAsNoJson(String body) {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url());
		RefusalTests.assertRefused(answer, 400, "invalid_json");
		return answer.detail();
	}

}
