package io.wxomedia.processing;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for single images that come out well, be it by the local fallback.
 */
class SingleImageTests extends UsualSettings {

	private static final byte[] RESULT = TestImages.png(20, 10, Color.BLUE);

	@Test
	void base64CallbackHasExactlyTheDeclaredFields() {
		provider.willReturn(RESULT);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "filename",
				"result_image_base64", "result_mime_type");
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(text(callback, "filename")).isEqualTo("photo.png");
		assertThat(text(callback, "result_mime_type")).isEqualTo("image/png");
		assertThat(text(callback, "result_image_base64")).isEqualTo(Base64.getEncoder().encodeToString(RESULT));
		JsonNode job = this.service.job(text(callback, "job_id"));
		assertThat(text(job, "kind")).isEqualTo("image_b64");
		assertThat(text(job, "verdict")).isEqualTo("completed");
		assertThat(job.path("attempts").asInt()).isOne();
	}

	@Test
	void storageCallbackHasExactlyTheDeclaredFields() throws Exception {
		provider.willReturn(RESULT);
		JsonNode callback = process(ServiceClient.SINGLE_COS,
				ServiceClient.single("greyer", "my photo (1).final.png", TestImages.png()));
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "filename", "object_key",
				"result_url", "expires_in");
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(text(callback, "filename")).isEqualTo("my photo (1).final.png");
		assertThat(callback.path("expires_in").asInt()).isEqualTo(900);
		String key = "results/" + text(callback, "job_id") + "/my_photo__1_.final_modified.png";
		assertThat(text(callback, "object_key")).isEqualTo(key);
		ResponseBytes<GetObjectResponse> stored = stored(key);
		assertThat(stored.asByteArray()).isEqualTo(RESULT);
		assertThat(stored.response().contentType()).isEqualTo("image/png");
		HttpResponse<byte[]> fetched = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri(callback, "result_url")).build(), HttpResponse.BodyHandlers.ofByteArray());
		assertThat(fetched.statusCode()).isEqualTo(200);
		assertThat(fetched.body()).isEqualTo(RESULT);
	}

	@Test
	void callbackWhenNoFilenameWasSentSaysNull() {
		JsonNode callback = process(ServiceClient.SINGLE_COS, ServiceClient.single("greyer", null, TestImages.png()));
		String job = text(callback, "job_id");
		assertThat(callback.path("filename").isNull()).isTrue();
		assertThat(text(callback, "object_key"))
			.isEqualTo("results/" + job + "/image_" + job.substring(0, 8) + "_modified.png");
	}

	@ParameterizedTest
	@MethodSource
	void providerIsSentANamedPartOfTheRightType(byte[] image, String mimeType, String filename) {
		process(ServiceClient.SINGLE_B64, ServiceClient.single("make it ärgerlich", "wrong.gif", image));
		LoggedRequest sent = provider.edits().get(0);
		assertThat(sent.getPart("image").getHeader("Content-Type").firstValue()).isEqualTo(mimeType);
		assertThat(sent.getPart("image").getHeader("Content-Disposition").firstValue())
			.contains("filename=\"" + filename + "\"");
		assertThat(sent.getPart("image").getBody().asBytes()).isEqualTo(image);
		assertThat(sent.getPart("prompt").getBody().asString()).isEqualTo("make it ärgerlich");
		assertThat(sent.getPart("model").getBody().asString()).isEqualTo("gpt-image-2");
		assertThat(sent.getPart("quality").getBody().asString()).isEqualTo("medium");
		assertThat(sent.getPart("output_format").getBody().asString()).isEqualTo("png");
	}

	static Stream<Arguments> providerIsSentANamedPartOfTheRightType() {
		return Stream.of(Arguments.of(TestImages.png(), "image/png", "image.png"),
				Arguments.of(TestImages.jpeg(), "image/jpeg", "image.jpeg"),
				Arguments.of(TestImages.webp(), "image/webp", "image.webp"));
	}

	@ParameterizedTest
	@MethodSource
	void billingLimitLeadsToTheLocalFallback(Error error) throws IOException {
		provider.willFail(error);
		String submitted = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(),
				ServiceClient.single("greyer", "photo.jpg", TestImages.png(300, 200, Color.YELLOW)));
		Callback received = receiver.take(submitted, PATIENCE);
		assertThat(received.header("x-fallback-reason")).isEqualTo("openai_billing_limit");
		JsonNode callback = received.json();
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "filename",
				"result_image_base64", "result_mime_type", "fallback_local");
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(callback.path("fallback_local").asInt()).isOne();
		BufferedImage picture = ImageIO
			.read(new ByteArrayInputStream(Base64.getDecoder().decode(text(callback, "result_image_base64"))));
		assertThat(picture.getWidth()).isEqualTo(300);
		assertThat(picture.getHeight()).isEqualTo(200);
		assertThat(new Color(picture.getRGB(299, 199))).isEqualTo(Color.BLUE);
		assertThat(provider.edits()).hasSize(1);
		JsonNode job = this.service.job(submitted);
		assertThat(job.path("fallback_local").asInt()).isOne();
		assertThat(text(job, "fallback_reason")).isEqualTo("openai_billing_limit");
	}

	static Stream<Error> billingLimitLeadsToTheLocalFallback() {
		return Stream.of(Error.BILLING_HARD_LIMIT, Error.BILLING_MESSAGE_ONLY, Error.CREDIT_EXHAUSTED,
				new Error(429, "organization_spend_limit_exceeded", "insufficient_quota", "Spend limit"),
				new Error(429, "project_spend_limit_exceeded", "insufficient_quota", "Spend limit"),
				new Error(403, "organization_usage_limit_exceeded", "insufficient_quota", "Usage limit"));
	}

	@Test
	void billingLimitWhenResultGoesToStorageStoresTheFallback() {
		provider.willFail(Error.BILLING_HARD_LIMIT);
		JsonNode callback = process(ServiceClient.SINGLE_COS,
				ServiceClient.single("greyer", "photo.jpg", TestImages.jpeg()));
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "filename", "object_key",
				"result_url", "expires_in", "fallback_local");
		assertThat(text(callback, "object_key")).endsWith("/photo_modified.png");
		assertThat(stored(text(callback, "object_key")).response().contentType()).isEqualTo("image/png");
	}

	@Test
	void retriedEditIsPaidForOnce() {
		provider.willInTurn(OpenAiStub.failure(Error.SERVER_ERROR), OpenAiStub.success(RESULT));
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(provider.edits()).hasSize(2);
		assertThat(this.service.job(text(callback, "job_id")).path("attempts").asInt()).isEqualTo(2);
	}

	private static ResponseBytes<GetObjectResponse> stored(String key) {
		return store.client().getObjectAsBytes((request) -> request.bucket(OUTPUTS).key(key));
	}

}
