package io.wxomedia.processing;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;

import javax.imageio.ImageIO;

import com.github.tomakehurst.wiremock.http.Request;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of the optional fields of an edit on their way to the provider.
 */
class EditFieldTests extends UsualSettings {

	private static final byte[] IMAGE = TestImages.png(20, 10, Color.RED);

	private static final byte[] RESULT = TestImages.png(20, 10, Color.BLUE);

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private JdbcClient jdbc;

	/**
	 * The image is first for the provider, wherever it stands in the request.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "IMAGE, FURTHER, MASK", "MASK, FURTHER, IMAGE", "FURTHER, MASK, IMAGE" })
	void everyFieldAndPictureReachesTheProvider(String order) throws Exception {
		provider.willReturn(RESULT);
		String fields = order.replace("IMAGE", "'image_base64': '" + base64(IMAGE) + "'")
			.replace("FURTHER",
					"'images_base64': ['" + base64(TestImages.jpeg()) + "', '" + base64(TestImages.webp()) + "']")
			.replace("MASK", "'mask_base64': '" + base64(mask(Color.GREEN)) + "'");
		JsonNode callback = process(ServiceClient.SINGLE_B64,
				body(fields
						+ ", 'model': 'gpt-image-1.5', 'size': '1536x1024', 'quality': 'low', 'background': 'opaque',"
						+ " 'output_format': 'webp', 'output_compression': 70, 'input_fidelity': 'high'"));
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(text(callback, "result_image_base64")).isEqualTo(base64(RESULT));
		assertThat(text(callback, "result_mime_type")).isEqualTo("image/png");
		Request sent = provider.edits().get(0);
		assertThat(part(sent, "model")).isEqualTo("gpt-image-1.5");
		assertThat(part(sent, "size")).isEqualTo("1536x1024");
		assertThat(part(sent, "quality")).isEqualTo("low");
		assertThat(part(sent, "background")).isEqualTo("opaque");
		assertThat(part(sent, "output_format")).isEqualTo("webp");
		assertThat(part(sent, "output_compression")).isEqualTo("70");
		assertThat(part(sent, "input_fidelity")).isEqualTo("high");
		assertThat(sent.getPart("mask").getBody().asBytes()).isEqualTo(mask(Color.GREEN));
		List<byte[]> images = sent.getParts()
			.stream()
			.filter((part) -> "image[]".equals(part.getName()))
			.map((part) -> part.getBody().asBytes())
			.toList();
		assertThat(images).containsExactlyInAnyOrder(IMAGE, TestImages.jpeg(), TestImages.webp());
		String raw = new String(sent.getBody(), java.nio.charset.StandardCharsets.ISO_8859_1);
		assertThat(raw.indexOf("filename=\"image.png\"")).isLessThan(raw.indexOf("filename=\"image_2.jpeg\""));
		assertThat(raw.indexOf("filename=\"image_2.jpeg\"")).isLessThan(raw.indexOf("filename=\"image_3.webp\""));
		JsonNode job = this.service.job(text(callback, "job_id"));
		assertThat(text(job, "model")).isEqualTo("gpt-image-1.5");
		assertThat(this.jdbc
			.sql("select model || ' ' || quality || ' ' || image_size from provider_call where job_id = :id")
			.param("id", java.util.UUID.fromString(text(callback, "job_id")))
			.query(String.class)
			.single()).isEqualTo("gpt-image-1.5 low 1536x1024");
	}

	@Test
	void inputOfAFailedJobIsItsImageAndAnotherTrySendsAllPictures() throws Exception {
		provider.willFail(OpenAiStub.Error.MODERATION);
		JsonNode failed = process(ServiceClient.SINGLE_B64,
				body("'mask_base64': '" + base64(mask(Color.GREEN)) + "', 'images_base64': ['"
						+ base64(TestImages.jpeg()) + "'], 'image_base64': '" + base64(IMAGE) + "'"));
		Answer input = this.service.get("/jobs/" + text(failed, "job_id") + "/input");
		assertThat(input.header("Content-Type")).isEqualTo("image/png");
		assertThat(input.body()).isEqualTo(IMAGE);
		provider.reset();
		provider.willReturn(RESULT);
		Answer again = this.service.post("/jobs/" + text(failed, "job_id") + "/retry", "");
		assertThat(again.status()).as(again.text()).isEqualTo(202);
		JsonNode completed = receiver.take(text(again.json(), "job_id"), PATIENCE).json();
		assertThat(text(completed, "status")).isEqualTo("completed");
		Request sent = provider.edits().get(0);
		assertThat(sent.getPart("mask").getBody().asBytes()).isEqualTo(mask(Color.GREEN));
		assertThat(sent.getParts().stream().filter((part) -> "image[]".equals(part.getName())))
			.extracting((part) -> part.getBody().asBytes())
			.containsExactlyInAnyOrder(IMAGE, TestImages.jpeg());
	}

	@Test
	void fallbackIsMadeOfTheImageAndNotOfTheMask() throws Exception {
		provider.willFail(OpenAiStub.Error.BILLING_HARD_LIMIT);
		JsonNode callback = process(ServiceClient.SINGLE_B64,
				body("'mask_base64': '" + base64(mask(Color.GREEN)) + "', 'images_base64': ['"
						+ base64(TestImages.png(64, 64, Color.PINK)) + "'], 'image_base64': '" + base64(IMAGE) + "'"));
		assertThat(callback.path("fallback_local").asInt()).isOne();
		byte[] picture = Base64.getDecoder().decode(text(callback, "result_image_base64"));
		BufferedImage image = ImageIO.read(new java.io.ByteArrayInputStream(picture));
		assertThat(image.getWidth()).isEqualTo(20);
		// Red, inverted.
		assertThat(image.getRGB(19, 9) & 0xffffff).isEqualTo(0x00ffff);
	}

	@Test
	void keyBelongsToEveryFieldAndPictureWhateverTheirOrder() throws Exception {
		String image = "'image_base64': '" + base64(IMAGE) + "'";
		String mask = "'mask_base64': '" + base64(mask(Color.GREEN)) + "'";
		String job = accepted("k1", image + ", " + mask + ", 'size': 'auto'");
		assertThat(accepted("k1", "'size': 'auto', " + mask + ", " + image)).isEqualTo(job);
		String otherMask = "'mask_base64': '" + base64(mask(Color.BLACK)) + "'";
		String asImages = "'images_base64': ['" + base64(mask(Color.GREEN)) + "']";
		for (String other : List.of(image + ", " + otherMask + ", 'size': 'auto'", image + ", 'size': 'auto'",
				image + ", " + mask, image + ", " + mask + ", 'quality': 'auto'",
				image + ", " + asImages + ", 'size': 'auto'")) {
			Answer answer = submit("k1", other);
			assertThat(answer.status()).as(other.substring(0, 20)).isEqualTo(422);
			assertThat(answer.text()).contains("idempotency_key_reused");
		}
		receiver.take(job, PATIENCE);
	}

	@Test
	void batchWorksBelowItsOwnPrefixesOnItsFirstImages() {
		for (String key : List.of("in/zero.png", "other/c.png", "other/a.png", "other/b.png", "other/out/old.png")) {
			put(INPUTS, key, TestImages.png());
		}
		JsonNode callback = process(ServiceClient.BATCH,
				"{\"prompt\": \"greyer\", \"input_prefix\": \"other/\", \"output_prefix\": \"mine/may/\","
						+ " \"max_images\": 2, \"size\": \"1024x1024\", \"quality\": \"high\"}");
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(callback.path("total_files").asInt()).isEqualTo(2);
		String prefix = "mine/may/" + text(callback, "job_id") + "/";
		assertThat(text(callback, "output_prefix")).isEqualTo(prefix);
		assertThat(keys(OUTPUTS)).contains(prefix + "a_modified.png", prefix + "b_modified.png")
			.doesNotContain(prefix + "c_modified.png")
			.allMatch((key) -> key.startsWith(prefix));
		assertThat(provider.edits()).hasSize(2).allSatisfy((edit) -> {
			assertThat(part(edit, "size")).isEqualTo("1024x1024");
			assertThat(part(edit, "quality")).isEqualTo("high");
		});
	}

	@Test
	void batchOfAFewImagesTakesNoOffenceAtALargeBucket() {
		for (int i = 0; i < 12; i++) {
			put(INPUTS, "in/%02d.png".formatted(i), TestImages.png());
		}
		JsonNode callback = process(ServiceClient.BATCH, "{\"prompt\": \"greyer\", \"max_images\": 1}");
		assertThat(callback.path("total_files").asInt()).isOne();
		assertThat(keys(OUTPUTS)).contains("results/batch/" + text(callback, "job_id") + "/00_modified.png");
	}

	private String accepted(String key, String fields) {
		Answer answer = submit(key, fields);
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		return answer.json().path("job_id").asString();
	}

	private Answer submit(String key, String fields) {
		return this.service.post(ServiceClient.SINGLE_B64, body(fields), "callbackUrl", receiver.url(),
				"Idempotency-Key", key);
	}

	private static String body(String fields) {
		return ("{'prompt': 'greyer', " + fields + "}").replace('\'', '"');
	}

	private static String part(Request sent, String name) {
		return sent.getPart(name).getBody().asString();
	}

	private static String base64(byte[] picture) {
		return Base64.getEncoder().encodeToString(picture);
	}

	private static byte[] mask(Color colour) throws Exception {
		BufferedImage mask = new BufferedImage(20, 10, BufferedImage.TYPE_INT_ARGB);
		mask.setRGB(3, 3, colour.getRGB());
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ImageIO.write(mask, "png", out);
		return out.toByteArray();
	}

}
