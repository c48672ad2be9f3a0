package io.wxomedia.base64;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.wxomedia.base64.DivertedField.TooLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DivertedField}.
 */
class DivertedFieldTests {

	private static final String FIELD = "image_base64";

	private static final JsonMapper JSON = new JsonMapper();

	private final ByteArrayOutputStream image = new ByteArrayOutputStream();

	private final StrictBase64 base64 = new StrictBase64(this.image);

	@RepeatedTest(100)
	void readPassesEverythingButTheImage(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		byte[] data = new byte[random.nextInt((random.nextInt(5) == 0) ? 300_000 : 50)];
		random.nextBytes(data);
		ObjectNode document = JSON.createObjectNode();
		addRandomFields(document, random, 3);
		document.put(FIELD, Base64.getEncoder().encodeToString(data));
		addRandomFields(document, random, 3);
		String text = random.nextBoolean() ? document.toString() : document.toPrettyString();
		DivertedField diverted = divert(text, random.nextInt(3), random);
		assertThat(JSON.readTree(diverted)).isEqualTo(document.put(FIELD, ""));
		assertThat(this.image.toByteArray()).isEqualTo(data);
		assertThat(this.base64.problem()).isNull();
		assertThat(diverted.diverted()).isEqualTo(FIELD);
		assertThat(diverted.repeated()).isFalse();
	}

	@RepeatedTest(50)
	void readWhenThereIsNoImagePassesEverything(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		JsonNode document = randomValue(random, 4);
		byte[] text = document.toString().getBytes(StandardCharsets.UTF_8);
		DivertedField diverted = divert(document.toString(), random.nextInt(3), random);
		assertThat(diverted.readAllBytes()).isEqualTo(text);
		assertThat(diverted.diverted()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"x\":{\"image_base64\":\"Zm9v\"}}", "{\"x\":[{\"image_base64\":\"Zm9v\"}]}",
			"[\"image_base64\",\"Zm9v\"]", "[{\"image_base64\":\"Zm9v\"}]", "\"image_base64\"",
			"{\"x\":\"image_base64\",\"y\":\"Zm9v\"}", "{\"image_base\":\"Zm9v\"}", "{\"image_base64 \":\"Zm9v\"}",
			"{\"Image_base64\":\"Zm9v\"}", "{\"x\":\"\\\"image_base64\\\":\\\"Zm9v\\\"\"}", "{\"image_base64\":1}",
			"{\"image_base64\":null,\"x\":\"Zm9v\"}", "{\"image_base64\":[\"Zm9v\"],\"x\":\"Zm9v\"}",
			"{\"image_base64\":{\"image_base64\":\"Zm9v\"},\"x\":\"Zm9v\"}", "{\"\\\\u0069mage_base64\":\"Zm9v\"}",
			"{\"\\\\image_base64\":\"Zm9v\"}", "{\"image_base64\\u0000\":\"Zm9v\"}" })
	void readWhenTheImageIsElsewhereTouchesNothing(String text) throws IOException {
		DivertedField diverted = divert(text, 1, new Random(1));
		assertThat(new String(diverted.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
		assertThat(diverted.diverted()).isNull();
		assertThat(this.base64.characters()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\u0069mage_base64", "image\\u005Fbase64", "image\\u005fbase\\u0036\\u0034",
			"\\u0069\\u006d\\u0061\\u0067\\u0065\\u005f\\u0062\\u0061\\u0073\\u0065\\u0036\\u0034" })
	void readWhenKeyIsWrittenWithEscapesDivertsItsValue(String key) throws IOException {
		DivertedField diverted = divert("{\"" + key + "\" : \"Zm9v\", \"prompt\":\"p\"}", 1, new Random(1));
		assertThat(JSON.readTree(diverted)).isEqualTo(JSON.createObjectNode().put(FIELD, "").put("prompt", "p"));
		assertThat(this.image).hasToString("foo");
	}

	@ParameterizedTest
	@CsvSource({ "Zm9v, foo", "\\u005am9v, foo", "\\u005A\\u006D\\u0039\\u0076, foo",
			"\\/\\/\\/\\/, \u00ff\u00ff\u00ff", "Zg\\u003d\\u003D, f" })
	void readUndoesEscapesOfTheImage(String value, String expected) throws IOException {
		JSON.readTree(divert("{\"image_base64\":\"" + value + "\"}", 1, new Random(1)));
		assertThat(this.base64.problem()).isNull();
		assertThat(this.image.toString(StandardCharsets.ISO_8859_1)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "Zm9v\\n, a line break", "Zm9v\\r, a line break", "Zm9v\\t, a tab", "Zm9v\\b, U+0008",
			"Zm9v\\f, U+000C", "Zm9v\\u2028, U+2028", "Zm9v\\u0000, U+0000" })
	void readWhenImageHoldsEscapedRubbishNamesIt(String value, String described) throws IOException {
		JSON.readTree(divert("{\"image_base64\":\"" + value + "\"}", 1, new Random(1)));
		assertThat(this.base64.problem()).startsWith("character 5 is " + described);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"image_base64\":\"Zm\\x9v\"}", "{\"image_base64\":\"Zm\\u00g19v\"}",
			"{\"image_base64\":\"Zm9v", "{\"image_base64\":\"Zm9v\\", "{\"image_base64\":\"Zm9v\\u00",
			"{\"image_base64\":\"Zm\n9v\"}", "{\"image_base64\":\"Zm\u00019v\"}", "{\"image_base64\":\"Zm9v\"",
			"{\"image_base64\" \"Zm9v\"}", "{\"image_base64\":\"Zm9v\" \"Zm9v\"}", "{image_base64:\"Zm9v\"}",
			"{\"image_base64\":\"Zm9v\",}", "{\"a\":\"\\q\"}", "{\"a\":tru}" })
	void readLeavesBrokenJsonForTheParserToRefuse(String text) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> JSON.readTree(divert(text, 1, new Random(1))));
	}

	@Test
	void readWhenImageIsThereTwiceSaysSoAndKeepsTheFirst() throws IOException {
		DivertedField diverted = divert("{\"image_base64\":\"Zm9v\",\"image_base64\":\"YmFy\"}", 1, new Random(1));
		diverted.readAllBytes();
		assertThat(diverted.repeated()).isTrue();
		assertThat(this.image).hasToString("foo");
	}

	@Test
	void readTakesAnImageOfTheGreatestLengthAndNoMore() throws IOException {
		String text = "{\"image_base64\":\"" + "A".repeat(100_000) + "\"}";
		JSON.readTree(divert(text, 100_000, 1000));
		assertThat(this.image.size()).isEqualTo(75_000);
		assertThatExceptionOfType(TooLong.class).isThrownBy(() -> new DivertedField(stream(text), Set.of(FIELD), 1,
				new StrictBase64(new ByteArrayOutputStream()), 99_999, 1000)
			.readAllBytes());
	}

	@RepeatedTest(20)
	void readLeadsEveryStringToItsOwnPlace(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		Map<String, ByteArrayOutputStream> taken = new LinkedHashMap<>();
		Diversions diversions = (field, element) -> {
			if (!field.equals("list") && (element || !field.equals("mask"))) {
				return null;
			}
			return new StrictBase64(
					taken.computeIfAbsent(field + taken.size(), (place) -> new ByteArrayOutputStream()));
		};
		String text = "{\"a\":[\"Zm9v\"],\"list\":[\"Zm9v\" , \"Z\\u006d9v\",null,{\"mask\":\"Zm9v\"},[\"Zm9v\"],\"YmFy\"],"
				+ "\"mask\":\"" + "A".repeat(40_000) + "\",\"b\":[\"mask\",\"Zm9v\"],\"mask\":{\"list\":[\"Zm9v\"]}}";
		InputStream source = new Pieces(stream(text), 1 + random.nextInt(3000), random);
		byte[] passed = new DivertedField(source, diversions, 40_000, 40_012, 10_000).readAllBytes();
		assertThat(new String(passed, StandardCharsets.UTF_8))
			.isEqualTo("{\"a\":[\"Zm9v\"],\"list\":[\"\" , \"\",null,{\"mask\":\"Zm9v\"},[\"Zm9v\"],\"\"],"
					+ "\"mask\":\"\",\"b\":[\"mask\",\"Zm9v\"],\"mask\":{\"list\":[\"Zm9v\"]}}");
		assertThat(taken.keySet()).containsExactly("list0", "list1", "list2", "mask3");
		assertThat(taken.get("list0")).hasToString("foo");
		assertThat(taken.get("list1")).hasToString("foo");
		assertThat(taken.get("list2")).hasToString("bar");
		assertThat(taken.get("mask3")).extracting(ByteArrayOutputStream::size).isEqualTo(30_000);
	}

	@Test
	void readBoundsEachStringAndAllTogether() throws IOException {
		String text = "{\"list\":[\"" + "A".repeat(4000) + "\",\"" + "A".repeat(4000) + "\"]}";
		Diversions diversions = (field, element) -> new StrictBase64(OutputStream.nullOutputStream());
		assertThat(new DivertedField(stream(text), diversions, 4000, 8000, 1000).readAllBytes()).hasSizeLessThan(30);
		assertThatExceptionOfType(TooLong.class)
			.isThrownBy(() -> new DivertedField(stream(text), diversions, 3999, 8000, 1000).readAllBytes());
		assertThatExceptionOfType(TooLong.class)
			.isThrownBy(() -> new DivertedField(stream(text), diversions, 4000, 7999, 1000).readAllBytes());
	}

	@Test
	void readWhenRestIsTooLongRefuses() throws IOException {
		String text = "{\"prompt\":\"" + "x".repeat(1000) + "\"}";
		assertThat(divert(text, 10, text.length()).readAllBytes()).hasSize(text.length());
		assertThatExceptionOfType(TooLong.class).isThrownBy(() -> divert(text, 10, text.length() - 1).readAllBytes());
	}

	@Test
	void readReturnsSingleBytes() throws IOException {
		DivertedField diverted = divert("{\"a\":\"é\"}", 10, 100);
		ByteArrayOutputStream passed = new ByteArrayOutputStream();
		for (int b = diverted.read(); b >= 0; b = diverted.read()) {
			passed.write(b);
		}
		assertThat(passed.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"é\"}");
	}

	private DivertedField divert(String text, long mostCharacters, long mostOther) {
		return new DivertedField(stream(text), Set.of(FIELD), 1, this.base64, mostCharacters, mostOther);
	}

	private DivertedField divert(String text, int pieces, Random random) {
		InputStream source = switch (pieces) {
			case 0 -> stream(text);
			case 1 -> new Pieces(stream(text), 1, random);
			default -> new Pieces(stream(text), 5000, random);
		};
		return new DivertedField(source, Set.of(FIELD), 1, this.base64, Long.MAX_VALUE, Long.MAX_VALUE);
	}

	private static InputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
	}

	private static void addRandomFields(ObjectNode document, Random random, int depth) {
		for (int i = random.nextInt(5); i > 0; i--) {
			document.set(randomText(random) + i, randomValue(random, depth));
		}
	}

	private static JsonNode randomValue(Random random, int depth) {
		return switch (random.nextInt((depth > 0) ? 7 : 5)) {
			case 0 -> JSON.getNodeFactory().numberNode(random.nextInt());
			case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
			case 2 -> JSON.nullNode();
			case 3, 4 -> JSON.getNodeFactory().stringNode(randomText(random));
			case 5 -> {
				ObjectNode object = JSON.createObjectNode();
				addRandomFields(object, random, depth - 1);
				yield (depth < 4) ? object.put(FIELD, "bmVzdGVk") : object;
			}
			default -> JSON.createArrayNode().add(randomValue(random, depth - 1)).add(randomValue(random, depth - 1));
		};
	}

	private static String randomText(Random random) {
		String[] parts = { "a", "\"", "\\", "{", "}", "[", "]", ":", ",", "\n", "é", "😀", FIELD, "\"image_base64\":\"",
				"\\u0069", "/", " " };
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(6); i > 0; i--) {
			text.append(parts[random.nextInt(parts.length)]);
		}
		return text.toString();
	}

	/**
	 * Arrives in small pieces.
	 */
	private static final class Pieces extends FilterInputStream {

		private final int most;

		private final Random random;

		Pieces(InputStream in, int most, Random random) {
			super(in);
			this.most = most;
			this.random = random;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return super.read(bytes, offset, Math.min(length, 1 + this.random.nextInt(this.most)));
		}

	}

}
