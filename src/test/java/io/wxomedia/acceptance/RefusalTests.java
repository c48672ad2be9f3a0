package io.wxomedia.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is refused at the door, and in which order.
 */
class RefusalTests extends RunningService {

	private static final String PNG = Base64.getEncoder().encodeToString(TestImages.png());

	private static final String GIF = Base64.getEncoder().encodeToString(TestImages.gif());

	private static final String METADATA = "http://169.254.169.254/latest";

	@ParameterizedTest
	@ValueSource(strings = { "", "   ", "{", "[]", "\"text\"", "null", "17", "{\"prompt\": }", "{'prompt': 'x'}",
			"{\"prompt\": \"x\",}", "{\"prompt\": \"x\"} trailing", "{\"prompt\": \"x\"}{}", "{\"prompt\": \"a\nb\"}",
			"{\"prompt\": \"\\x\"}", "{\"prompt\": NaN}", "{\"prompt\": \"x\", \"n\": 01}", "{\"image_base64\": \"",
			"{\"image_base64\": \"AAAA", "{\"image_base64\": \"AA\nAA\"}", "{\"image_base64\": \"\\u00g0\"}",
			"{\"image_base64\": \"\\q\"}", "// no\n{}" })
	void submitWhenBodyIsNoJsonObjectRespondsWithProblem(String body) {
		assertRefused(this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url()), 400,
				"invalid_json");
		assertRefused(this.service.post(ServiceClient.SINGLE_COS, body, "callbackUrl", receiver.url()), 400,
				"invalid_json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{\"prompt\": }", "{\"prompt\": \"x\"}{}" })
	void submitBatchWhenBodyIsNoJsonObjectRespondsWithProblem(String body) {
		assertRefused(this.service.post(ServiceClient.BATCH, body, "callbackUrl", receiver.url()), 400, "invalid_json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "multipart/form-data; boundary=x",
			"application/x-www-form-urlencoded", "application/json-seq", "json", "*/*", "application/*", ";", "a/b/c" })
	void submitWhenBodyIsNotCalledJsonRespondsWithProblem(String type) {
		for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS, ServiceClient.BATCH)) {
			Answer answer = this.service.post(path, ServiceClient.single(), "callbackUrl", receiver.url(),
					"Content-Type", type);
			assertRefused(answer, 415, "unsupported_media_type");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			// The prompt
			"{'image_base64': 'PNG'}                                   | invalid_prompt",
			"{'prompt': null, 'image_base64': 'PNG'}                   | invalid_prompt",
			"{'prompt': '', 'image_base64': 'PNG'}                     | invalid_prompt",
			"{'prompt': ' \\t\\n\\u2003', 'image_base64': 'PNG'}       | invalid_prompt",
			"{'prompt': 1, 'image_base64': 'PNG'}                      | invalid_prompt",
			"{'prompt': ['a'], 'image_base64': 'PNG'}                  | invalid_prompt",
			"{'prompt': {'a': 'b'}, 'image_base64': 'PNG'}             | invalid_prompt",
			"{'prompt': true, 'image_base64': 'PNG'}                   | invalid_prompt",
			"{'prompt': 'a\\u0000b', 'image_base64': 'PNG'}            | invalid_prompt",
			"{'prompt': 'a\\ud83d', 'image_base64': 'PNG'}             | invalid_prompt",
			// The file name
			"{'prompt': 'p', 'filename': 1, 'image_base64': 'PNG'}     | invalid_filename",
			"{'prompt': 'p', 'filename': '\\u0000', 'image_base64': 'PNG'} | invalid_filename",
			"{'prompt': 'p', 'filename': '\\udc00', 'image_base64': 'PNG'} | invalid_filename",
			// The image
			"{'prompt': 'p'}                                           | invalid_base64",
			"{'prompt': 'p', 'image_base64': null}                     | invalid_base64",
			"{'prompt': 'p', 'image_base64': ''}                       | invalid_base64",
			"{'prompt': 'p', 'image_base64': '   '}                    | invalid_base64",
			"{'prompt': 'p', 'image_base64': 7}                        | invalid_base64",
			"{'prompt': 'p', 'image_base64': ['PNG']}                  | invalid_base64",
			"{'prompt': 'p', 'image_base64': {'image_base64': 'PNG'}}  | invalid_base64",
			"{'prompt': 'p', 'image_base64': ' PNG'}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'PNG '}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'PNG\\n'}                 | invalid_base64",
			"{'prompt': 'p', 'image_base64': '\\r\\nPNG'}              | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'PNG\\u0000'}             | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'PNG='}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AAA'}                    | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AA'}                     | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'A==='}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': '===='}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AA=A'}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AA==AAAA'}               | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AA-_'}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AA*A'}                   | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'AA\\u00e9A'}             | invalid_base64",
			"{'prompt': 'p', 'image_base64': 'data:image/png;base64,PNG'}  | data_prefix",
			"{'prompt': 'p', 'image_base64': 'data:image\\/png;base64,PNG'} | data_prefix" })
	void submitWhenFieldIsUnusableRespondsWithProblem(String body, String code) {
		String json = body.replace('\'', '"').replace("PNG", PNG);
		assertRefused(this.service.post(ServiceClient.SINGLE_B64, json, "callbackUrl", receiver.url()), 422, code);
		assertRefused(this.service.post(ServiceClient.SINGLE_COS, json, "callbackUrl", receiver.url()), 422, code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"prompt\": null}", "{\"prompt\": \" \"}", "{\"prompt\": 1}",
			"{\"prompt\": \"\\u0000\"}" })
	void submitBatchWhenPromptIsUnusableRespondsWithProblem(String body) {
		assertRefused(this.service.post(ServiceClient.BATCH, body, "callbackUrl", receiver.url()), 422,
				"invalid_prompt");
	}

	@Test
	void submitWhenImageIsADataUrlSaysWhatToSend() {
		String body = "{\"prompt\": \"p\", \"image_base64\": \"data:image/png;base64," + PNG + "\"}";
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url());
		assertThat(answer.detail()).contains("data:", "only the base64 part");
	}

	@Test
	void submitTakesEscapesInBase64() {
		String escaped = PNG.replace("/", "\\/")
			.replace("+", "\\u002b")
			.replace("=", "\\u003D")
			.replace("A", "\\u0041");
		assertThat(escaped).contains("\\u0041");
		this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(),
				"{\"prompt\": \"p\", \"\\u0069mage_base64\": \"" + escaped + "\"}");
		String id = receiver.take(PATIENCE).json().path("job_id").asString();
		assertThat(this.service.finished(id, PATIENCE).path("verdict").asString()).isEqualTo("completed");
		assertThat(provider.edits()).singleElement()
			.satisfies((edit) -> assertThat(edit.getBodyAsString().getBytes(StandardCharsets.UTF_8))
				.hasSizeGreaterThan(TestImages.png().length));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-", "", "   ", "ftp://example.com/x", "file:///etc/passwd", "example.com/x", "/x",
			"//example.com/x", "http:", "http://", "http:///x", "https://:443/x", "http://user@example.com/",
			"http://user:password@example.com/", "http://exa mple.com/", "http://example.com/a b", "javascript:x",
			"http://example.com:99999/", "http://[::1", "http://example.com:x/", "http://%31%32%37.0.0.1/" })
	void submitWhenCallbackUrlIsUnusableRespondsWithProblem(String url) {
		String[] headers = url.equals("-") ? new String[0] : new String[] { "callbackUrl", url };
		for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS, ServiceClient.BATCH)) {
			Answer answer = this.service.post(path, ServiceClient.single(), headers);
			assertRefused(answer, 422, "invalid_callback_url");
			assertThat(answer.detail()).contains("callbackUrl").doesNotContain("password@");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { METADATA, "http://169.254.1.1/", "http://2852039166/", "http://0xa9fea9fe/",
			"http://0251.0376.0251.0376/", "http://169.254.43518/", "http://[::ffff:169.254.169.254]/",
			"http://[fe80::1]/", "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://168.63.129.16/",
			"http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/", "http://169.254.169.254./" })
	void submitWhenCallbackWouldGoToMetadataRespondsWithProblem(String url) {
		for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.BATCH)) {
			Answer answer = this.service.post(path, ServiceClient.single(), "callbackUrl", url);
			assertRefused(answer, 422, "callback_address_refused");
		}
	}

	@Test
	void submitWhenHostDoesNotResolveIsAccepted() {
		this.service.accepted(ServiceClient.SINGLE_B64, "http://nowhere.invalid/x", ServiceClient.single());
	}

	@ParameterizedTest
	@ValueSource(ints = { 15_000_000, 40_000_000 })
	void submitWhenImageIsTooLargeAnswersOnAConnectionThatSendsAll(int characters) throws IOException {
		byte[] chunk = new byte[64 * 1024];
		Arrays.fill(chunk, (byte) 'A');
		byte[] start = "{\"prompt\": \"p\", \"image_base64\": \"".getBytes(StandardCharsets.UTF_8);
		try (RawConnection connection = RawConnection.to(this.port)) {
			connection.send(head(ServiceClient.SINGLE_B64, start.length + characters + 2));
			connection.send(start);
			for (int left = characters; left > 0; left -= chunk.length) {
				connection.send((left >= chunk.length) ? chunk : Arrays.copyOf(chunk, left));
			}
			connection.send("\"}");
			String answer = connection.readAll(PATIENCE);
			assertThat(answer).startsWith("HTTP/1.1 413 ")
				.contains("application/problem+json", "\"code\":\"image_too_large\"", "MAX_IMAGE_BASE64_CHARS");
		}
	}

	@Test
	void submitWhenImageHasFourCharactersTooManyRespondsWithProblem() {
		byte[] image = TestImages.pngOf(10_500_003);
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single("p", null, image),
				"callbackUrl", receiver.url());
		assertRefused(answer, 413, "image_too_large");
		assertThat(answer.detail()).contains("14000000");
	}

	@ParameterizedTest
	@MethodSource
	void submitWhenImageIsUnusableRespondsWithProblem(byte[] image, int status, String code) {
		String body = ServiceClient.single("p", "x.png", image);
		assertRefused(this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url()), status, code);
		assertRefused(this.service.post(ServiceClient.SINGLE_COS, body, "callbackUrl", receiver.url()), status, code);
	}

	static Stream<Arguments> submitWhenImageIsUnusableRespondsWithProblem() {
		return Stream.of(Arguments.of(TestImages.gif(), 415, "unsupported_image"),
				Arguments.of("%PDF-1.7 no picture at all".getBytes(StandardCharsets.UTF_8), 415, "unsupported_image"),
				Arguments.of(new byte[1], 415, "unsupported_image"),
				Arguments.of("RIFF\0\0\0\0WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1), 415, "unsupported_image"),
				Arguments.of(TestImages.cutOff(TestImages.png(), 12), 422, "broken_image"),
				Arguments.of(TestImages.cutOff(TestImages.png(), 1), 422, "broken_image"),
				Arguments.of(Arrays.copyOf(TestImages.png(), 20), 422, "broken_image"),
				Arguments.of(TestImages.cutOff(TestImages.jpeg(), 2), 422, "broken_image"),
				Arguments.of(TestImages.cutOff(TestImages.jpeg(), 300), 422, "broken_image"),
				Arguments.of(TestImages.cutOff(TestImages.webp(), 1), 422, "broken_image"),
				Arguments.of(TestImages.cutOff(TestImages.webp(), 20), 422, "broken_image"),
				Arguments.of(TestImages.pngThatClaims(0, 10), 422, "broken_image"),
				Arguments.of(TestImages.jpegOfScans(101), 422, "broken_image"),
				Arguments.of(TestImages.pngThatClaims(10_000, 5_001), 422, "too_many_pixels"));
	}

	@Test
	void submitWhenPngClaimsTenBillionPixelsRespondsAtOnce() {
		String body = ServiceClient.single("p", null, TestImages.pngThatClaims(100_000, 100_000));
		long before = System.nanoTime();
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url());
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
		assertRefused(answer, 422, "too_many_pixels");
		assertThat(answer.detail()).contains("100000 x 100000", "MAX_IMAGE_PIXELS");
	}

	@ParameterizedTest
	@MethodSource
	void submitWithTwoFaultsNamesTheFirst(@Nullable String type, String body, @Nullable String url, int status,
			String code) {
		Stream<String> contentType = (type != null) ? Stream.of("Content-Type", type) : Stream.of();
		Stream<String> callback = (url != null) ? Stream.of("callbackUrl", url) : Stream.of();
		String[] headers = Stream.concat(contentType, callback).toArray(String[]::new);
		assertRefused(this.service.post(ServiceClient.SINGLE_B64, body, headers), status, code);
		assertRefused(this.service.post(ServiceClient.SINGLE_COS, body, headers), status, code);
	}

	static Stream<Arguments> submitWithTwoFaultsNamesTheFirst() {
		String blank = "{\"prompt\": \"\", \"image_base64\": \"" + PNG + "\"}";
		String gif = "{\"prompt\": \"p\", \"image_base64\": \"" + GIF + "\"}";
		String bomb = ServiceClient.single("p", null, TestImages.pngThatClaims(100_000, 100_000));
		String tooLong = "{\"prompt\": \"p\", \"image_base64\": \"" + "A".repeat(14_000_004) + "\"}";
		return Stream.of(
				// The media type comes before the JSON, the fields and the size
				Arguments.of("text/plain", "{", receiver.url(), 415, "unsupported_media_type"),
				Arguments.of("text/plain", blank, null, 415, "unsupported_media_type"),
				Arguments.of("text/plain", tooLong, null, 415, "unsupported_media_type"),
				// JSON before fields
				Arguments.of(null, "{\"prompt\": \"\"", receiver.url(), 400, "invalid_json"),
				Arguments.of(null, "{\"prompt\": 1, \"filename\": 2,", receiver.url(), 400, "invalid_json"),
				Arguments.of(null, "{\"prompt\": \"p\", \"image_base64\": \"****\"", receiver.url(), 400,
						"invalid_json"),
				Arguments.of(null, "{", null, 400, "invalid_json"),
				// The fields in their order, the callback address as the last of them
				Arguments.of(null, "{\"prompt\": \"\", \"image_base64\": \"*\"}", null, 422, "invalid_prompt"),
				Arguments.of(null, "{\"prompt\": \"p\", \"image_base64\": \"*\"}", null, 422, "invalid_base64"),
				Arguments.of(null, blank, METADATA, 422, "invalid_prompt"),
				// Fields before the image
				Arguments.of(null, blank.replace(PNG, GIF), receiver.url(), 422, "invalid_prompt"),
				Arguments.of(null, gif, null, 422, "invalid_callback_url"),
				Arguments.of(null, gif, "ftp://example.com", 422, "invalid_callback_url"),
				Arguments.of(null, bomb, null, 422, "invalid_callback_url"),
				// The image before the address
				Arguments.of(null, gif, METADATA, 415, "unsupported_image"),
				Arguments.of(null, bomb, METADATA, 422, "too_many_pixels"),
				Arguments.of(null, tooLong, METADATA, 413, "image_too_large"));
	}

	@Test
	void wrongMethodsAndPathsRespondWithProblem() {
		assertRefused(this.service.get(ServiceClient.SINGLE_B64), 405, "method_not_allowed");
		assertRefused(this.service.post("/health", "{}"), 405, "method_not_allowed");
		assertRefused(this.service.get("/nothing-here"), 404, "not_found");
	}

	static void assertRefused(Answer answer, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		JsonNode problem = answer.json();
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("detail").asString("")).isNotBlank();
		assertThat(problem.path("title").asString("")).isNotBlank();
		assertThat(problem.path("code").asString("")).as(answer.text()).isEqualTo(code);
	}

	private static String head(String path, int length) {
		return "POST " + path + " HTTP/1.1\nHost: localhost\nContent-Type: application/json\ncallbackUrl: "
				+ receiver.url() + "\nContent-Length: " + length + "\nConnection: close\n\n";
	}

}
