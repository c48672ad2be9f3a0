package io.wxomedia.acceptance;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import javax.imageio.ImageIO;

import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the optional fields of an edit at the door: which model takes which.
 */
@TestPropertySource(properties = { "OPENAI_MODEL_FIELDS=gpt-image-2.6/input_fidelity=low high,house/size=512x512",
		"MAX_IMAGE_BASE64_CHARS=1300000", "MAX_EDIT_BASE64_CHARS=3000000" })
class OptionalFieldTests extends RunningService {

	private static final String PNG = base64(TestImages.png());

	private static final String MASK = base64(png(16, 12, BufferedImage.TYPE_INT_ARGB));

	/**
	 * The rows of the list that comes with the service, with what lies just beside them.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			// The configured model, which is gpt-image-2
			"'size': 'auto' | 202", "'size': '1024x1024' | 202", "'size': '1536x864' | 202",
			"'size': '3840x2160' | 202", "'size': '3840x1280' | 202", "'size': '' | 202", "'size': null | 202",
			"'size': '1000x1000' | invalid_field", "'size': '3840x1264' | invalid_field",
			"'size': '3856x2160' | invalid_field", "'size': '2176x3856' | invalid_field",
			"'size': 'large' | invalid_field", "'size': '0x16' | invalid_field", "'size': 1024 | invalid_field",
			"'size': ['auto'] | invalid_field", "'quality': 'auto' | 202", "'quality': 'high' | 202",
			"'quality': 'HIGH' | invalid_field", "'quality': 'xhigh' | invalid_field",
			"'quality': 'standard' | invalid_field", "'quality': 1 | invalid_field", "'background': 'opaque' | 202",
			"'background': 'transparent' | 202", "'background': 'red' | invalid_field",
			"'background': 'transparent', 'output_format': 'jpeg' | invalid_field",
			"'background': 'transparent', 'output_format': 'webp' | 202", "'output_format': 'jpg' | 202",
			"'output_format': 'webp' | 202", "'output_format': 'gif' | invalid_field",
			"'output_format': true | invalid_field", "'output_compression': 50 | invalid_field",
			"'output_compression': 50, 'output_format': 'png' | invalid_field",
			"'output_compression': 0, 'output_format': 'jpeg' | 202",
			"'output_compression': 100, 'output_format': 'webp' | 202",
			"'output_compression': 101, 'output_format': 'jpeg' | invalid_field",
			"'output_compression': -1, 'output_format': 'jpeg' | invalid_field",
			"'output_compression': 50.5, 'output_format': 'jpeg' | invalid_field",
			"'output_compression': 99999999999999999999, 'output_format': 'jpeg' | invalid_field",
			"'output_compression': '50', 'output_format': 'jpeg' | invalid_field",
			"'input_fidelity': 'high' | unsupported_field",
			// Other models of the list
			"'model': 'gpt-image-2-2026-04-21', 'size': '1536x864' | 202",
			"'model': 'gpt-image-2.5-sunburst', 'quality': 'max' | 202",
			"'model': 'gpt-image-2.5-flare-2026-09-08', 'quality': 'xhigh' | 202",
			"'model': 'gpt-image-2.5-flare', 'quality': 'ultra' | invalid_field",
			"'model': 'gpt-image-2.5-flare', 'input_fidelity': 'high' | unsupported_field",
			"'model': 'gpt-image-2.6-flare', 'quality': 'max', 'size': '1536x864' | 202",
			"'model': 'gpt-image-2.6-flare', 'output_format': 'svg' | invalid_field",
			"'model': 'gpt-image-1.5', 'input_fidelity': 'high' | 202",
			"'model': 'gpt-image-1.5', 'input_fidelity': 'full' | invalid_field",
			"'model': 'gpt-image-1.5', 'size': '1536x1024' | 202",
			"'model': 'gpt-image-1.5', 'size': '1536x864' | invalid_field",
			"'model': 'gpt-image-1.5', 'quality': 'xhigh' | invalid_field",
			"'model': 'gpt-image-1-mini', 'input_fidelity': 'low' | unsupported_field",
			"'model': 'gpt-image-1-mini', 'quality': 'low', 'background': 'transparent' | 202",
			// What OPENAI_MODEL_FIELDS says
			"'model': 'gpt-image-2.6-flare', 'input_fidelity': 'low' | 202",
			"'model': 'house', 'size': '512x512' | 202", "'model': 'house-2', 'size': '1024x1024' | invalid_field",
			"'model': 'house', 'quality': 'low' | unsupported_field",
			// Models that are not known take everything
			"'model': 'strange/model:1', 'size': '17x4', 'quality': 'so so', 'input_fidelity': 'full' | 202",
			"'model': 'strange', 'quality': '1234567890123456789012345678901234567890', 'size': '1234567890123456789012345678901234567890' | 202",
			"'model': 'strange', 'quality': '12345678901234567890123456789012345678901' | invalid_field",
			"'model': 'strange', 'size': '12345678901234567890123456789012345678901' | invalid_field",
			"'model': 'strange', 'size': 'a\\nb' | invalid_field", "'model': 'two words' | invalid_field",
			"'model': 7 | invalid_field",
			// Fields of the batch, and fields that nobody knows, are passed over
			"'max_images': 'x', 'input_prefix': 5, 'n': 7, 'moderation': {} | 202" })
	void submitLooksAtTheModelOfTheRequest(String fields, String expected) {
		assertAnswer(expected, submit(fields));
		assertAnswer(expected, this.service.post(ServiceClient.BATCH,
				"{\"prompt\": \"p\", " + fields.replace('\'', '"')
					.replace("\"max_images\": \"x\", \"input_prefix\": 5", "\"mask_base64\": 1, \"images_base64\": 1")
						+ "}",
				"callbackUrl", receiver.url()));
	}

	@Test
	void refusalSaysWhatTheModelTakes() {
		assertThat(submit("'quality': 'xhigh'").text()).contains("auto, low, medium, high").contains("gpt-image-2");
		assertThat(submit("'input_fidelity': 'high'").text()).contains("size, quality, background, output_format")
			.contains("mask_base64");
		assertThat(submit("'size': '17x4'").text()).contains("multiples of 16");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "'mask_base64': 'MASK' | 202",
			"'mask_base64': null | 202", "'mask_base64': '' | 202", "'images_base64': ['PNG', 'JPEG', 'WEBP'] | 202",
			"'images_base64': [] | 202", "'images_base64': null | 202",
			"'mask_base64': 'MASK', 'images_base64': ['PNG'] | 202", "'mask_base64': 1 | invalid_base64",
			"'mask_base64': ['MASK'] | invalid_base64", "'mask_base64': 'MASK ' | invalid_base64",
			"'mask_base64': 'data:image/png;base64,MASK' | data_prefix", "'mask_base64': 'GIF' | unsupported_image",
			"'mask_base64': 'CUT' | broken_image", "'mask_base64': 'HUGE' | too_many_pixels",
			"'mask_base64': 'PLAIN' | invalid_mask", "'mask_base64': 'JPEG' | invalid_mask",
			"'mask_base64': 'SMALL' | invalid_mask", "'images_base64': 'PNG' | invalid_base64",
			"'images_base64': {'a': 'PNG'} | invalid_base64", "'images_base64': ['PNG', 1] | invalid_base64",
			"'images_base64': [null] | invalid_base64", "'images_base64': [['PNG']] | invalid_base64",
			"'images_base64': [''] | invalid_base64", "'images_base64': ['PNG', 'AAA'] | invalid_base64",
			"'images_base64': ['PNG', 'data:,PNG'] | data_prefix",
			"'images_base64': ['PNG', 'GIF'] | unsupported_image", "'images_base64': ['CUT'] | broken_image",
			"'images_base64': ['PNG', 'HUGE'] | too_many_pixels",
			"'mask_base64': 'MASK', 'mask_base64': 'MASK' | invalid_json",
			"'images_base64': ['PNG'], 'images_base64': ['PNG'] | invalid_json",
			"'model': 'house', 'mask_base64': 'MASK' | unsupported_field",
			"'model': 'house', 'images_base64': ['PNG'] | unsupported_field" })
	void submitLooksAtEveryPicture(String fields, String expected) {
		String pictures = fields.replace("PNG", PNG)
			.replace("MASK", MASK)
			.replace("JPEG", base64(TestImages.jpeg()))
			.replace("WEBP", base64(TestImages.webp()))
			.replace("GIF", base64(TestImages.gif()))
			.replace("CUT", base64(TestImages.cutOff(TestImages.png(), 5)))
			.replace("HUGE", base64(TestImages.pngThatClaims(20_000, 20_000)))
			.replace("PLAIN", base64(png(16, 12, BufferedImage.TYPE_INT_RGB)))
			.replace("SMALL", base64(png(12, 16, BufferedImage.TYPE_INT_ARGB)));
		assertAnswer(expected, submit(pictures));
	}

	@Test
	void submitBoundsTheNumberOfPicturesAndTheirSum() {
		List<String> pictures = new ArrayList<>(Collections.nCopies(15, '"' + PNG + '"'));
		assertAnswer("202", submit("'images_base64': " + pictures));
		pictures.add('"' + PNG + '"');
		assertAnswer("too_many_images", submit("'images_base64': " + pictures));
		String large = '"' + base64(TestImages.pngOf(900_000)) + '"';
		assertAnswer("202", submit("'images_base64': " + List.of(large, large)));
		assertAnswer("image_too_large", submit("'images_base64': " + List.of(large, large, large)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "'input_prefix': '/in'", "'input_prefix': '../in'", "'input_prefix': 'a/../b'",
			"'input_prefix': 'a\\u0000'", "'input_prefix': 'a\\nb'", "'input_prefix': 5", "'output_prefix': '/out'",
			"'output_prefix': 'a/..'", "'output_prefix': 'a//b'", "'output_prefix': 'a\\\\b'", "'output_prefix': ['a']",
			"'max_images': 0", "'max_images': -1", "'max_images': 1.5", "'max_images': 'all'",
			"'max_images': 10000000000" })
	void submitBatchRefusesWhatLeadsElsewhere(String fields) {
		assertAnswer("invalid_field", batch(fields));
	}

	@Test
	void submitSaysWhichOfTheFurtherPicturesIsMeant() {
		String good = "\"" + PNG + "\"";
		assertThat(submit("'images_base64': [" + good + ", 'AAA']").detail()).startsWith("images_base64[1] ");
		assertThat(submit("'images_base64': [" + good + ", " + good + ", 'AAAA']").detail())
			.startsWith("images_base64[2]: ");
	}

	@Test
	void submitBatchBoundsAPrefixByItsBytes() {
		assertAnswer("invalid_field", batch("'output_prefix': '" + "\u00e9".repeat(257) + "'"));
		assertAnswer("202", batch("'output_prefix': '" + "\u00e9".repeat(256) + "'"));
	}

	private Answer batch(String fields) {
		return this.service.post(ServiceClient.BATCH, "{\"prompt\": \"p\", " + fields.replace('\'', '"') + "}",
				"callbackUrl", receiver.url());
	}

	private Answer submit(String fields) {
		String body = "{\"prompt\": \"p\", \"image_base64\": \"" + PNG + "\", " + fields.replace('\'', '"') + "}";
		return this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url());
	}

	private static void assertAnswer(String expected, Answer answer) {
		if (expected.equals("202")) {
			assertThat(answer.status()).as(answer.text()).isEqualTo(202);
			return;
		}
		int status = switch (expected) {
			case "invalid_json" -> 400;
			case "image_too_large" -> 413;
			case "unsupported_image" -> 415;
			default -> 422;
		};
		RefusalTests.assertRefused(answer, status, expected);
	}

	private static String base64(byte[] picture) {
		return Base64.getEncoder().encodeToString(picture);
	}

	private static byte[] png(int width, int height, int type) {
		try {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			ImageIO.write(new BufferedImage(width, height, type), "png", out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
