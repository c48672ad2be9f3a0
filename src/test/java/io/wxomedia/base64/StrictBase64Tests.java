package io.wxomedia.base64;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StrictBase64}.
 */
class StrictBase64Tests {

	private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();

	private final StrictBase64 base64 = new StrictBase64(this.decoded);

	@ParameterizedTest
	@ValueSource(strings = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "+/+/", "////", "AAAA" })
	void endWhenTextIsValidDecodesLikeJava(String text) throws IOException {
		accept(text);
		assertThat(this.base64.problem()).isNull();
		assertThat(this.decoded.toByteArray()).isEqualTo(Base64.getDecoder().decode(text));
		assertThat(this.base64.characters()).isEqualTo(text.length());
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			'Zm9v Zm9v',    character 5 is a space
			' Zm9v',        character 1 is a space
			'Zm9v ',        character 5 is a space
			'Zm9v\tZm9v',   character 5 is a tab
			'Zm9v-_8=',     character 5 is '-'
			'Zm9_',         character 4 is '_'
			'Zm9v*',        character 5 is '*'
			'Zm9',          is not a multiple of 4
			'Zm',           is not a multiple of 4
			'Z',            is not a multiple of 4
			'Zm9vZ',        is not a multiple of 4
			'Zg=',          is not a multiple of 4
			'Zg===',        the padding (=) at character 5 is misplaced
			'Z===',         the padding (=) at character 2 is misplaced
			'=',            the padding (=) at character 1 is misplaced
			'====',         the padding (=) at character 1 is misplaced
			'Zm9v=',        the padding (=) at character 5 is misplaced
			'Zm9v====',     the padding (=) at character 5 is misplaced
			'Zg==Zg==',     there is text after the padding (=)
			'Zm8=A',        there is text after the padding (=)
			'Zg=A',         there is text after the padding (=)
			'Zm9vé',        character 5 is U+00
			""")
	void endWhenTextIsNotValidSaysWhy(String text, String problem) throws IOException {
		accept(text);
		assertThat(this.base64.problem()).contains(problem);
	}

	@ParameterizedTest
	@ValueSource(ints = { '\n', '\r' })
	void acceptWhenThereIsALineBreakSaysSo(int lineBreak) throws IOException {
		accept("Zm9v" + (char) lineBreak + "Zm9v");
		assertThat(this.base64.problem()).startsWith("character 5 is a line break");
	}

	@Test
	void acceptKeepsTheFirstProblemAndCountsOn() throws IOException {
		accept("Zm9v!*(Zm9v");
		assertThat(this.base64.problem()).startsWith("character 5 is '!'");
		assertThat(this.base64.characters()).isEqualTo(11);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 7, 256, 0x2028, 0xFFFF })
	void acceptWhenCharacterIsNoByteNamesIt(int character) throws IOException {
		this.base64.accept(character);
		assertThat(this.base64.problem()).contains(String.format("U+%04X", character));
	}

	@ParameterizedTest
	@CsvSource({ "data:image/png;base64:Zm9v, true", "data:, true", "data, false", "dataZm9v, false", "Zm9v, false",
			"Zm9vdata:, false" })
	void isDataUrlLooksAtTheBeginning(String text, boolean dataUrl) throws IOException {
		accept(text);
		assertThat(this.base64.isDataUrl()).isEqualTo(dataUrl);
	}

	@RepeatedTest(50)
	void acceptDecodesRandomBytesInRandomPieces(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		byte[] data = new byte[random.nextInt(200_000)];
		random.nextBytes(data);
		byte[] text = Base64.getEncoder().encode(data);
		acceptInPieces(text, random);
		assertThat(this.base64.problem()).isNull();
		assertThat(this.decoded.toByteArray()).isEqualTo(data);
		assertThat(this.base64.characters()).isEqualTo(text.length);
	}

	@RepeatedTest(50)
	void acceptJudgesDamagedTextAlikeInAnyPieces(RepetitionInfo repetition) throws IOException {
		Random random = new Random(repetition.getCurrentRepetition());
		byte[] data = new byte[1 + random.nextInt(200)];
		random.nextBytes(data);
		byte[] text = Base64.getEncoder().encode(data);
		text[random.nextInt(text.length)] = (byte) "A=\n -_é\0".charAt(random.nextInt(8));
		StrictBase64 whole = new StrictBase64(new ByteArrayOutputStream());
		whole.accept(text, 0, text.length);
		whole.end();
		acceptInPieces(text, random);
		assertThat(this.base64.problem()).isEqualTo(whole.problem());
		if (whole.problem() == null) {
			assertThat(this.decoded.toByteArray()).isEqualTo(Base64.getDecoder().decode(text));
		}
	}

	@Test
	void acceptReadsOnlyTheGivenRange() throws IOException {
		byte[] text = "!!Zm9v!!".getBytes(StandardCharsets.US_ASCII);
		this.base64.accept(text, 2, 6);
		this.base64.end();
		assertThat(this.base64.problem()).isNull();
		assertThat(this.decoded).hasToString("foo");
	}

	private void acceptInPieces(byte[] text, Random random) throws IOException {
		int most = 1 + random.nextInt((random.nextBoolean()) ? 7 : 100_000);
		int position = 0;
		while (position < text.length) {
			int piece = Math.min(text.length - position, 1 + random.nextInt(most));
			if (piece == 1 && random.nextBoolean()) {
				this.base64.accept(text[position] & 0xff);
			}
			else {
				this.base64.accept(text, position, position + piece);
			}
			position += piece;
		}
		this.base64.end();
	}

	private void accept(String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.base64.accept(bytes, 0, bytes.length);
		this.base64.end();
	}

}
