package io.wxomedia.acceptance;

import java.util.Base64;
import java.util.List;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the log lines that workshops look for, and for what must never be in a log.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogTests extends RunningService {

	@Test
	void acceptedJobIsLogged(CapturedOutput output) {
		String single = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		String unnamed = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(),
				ServiceClient.single("p", null, TestImages.png()));
		String batch = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("p"));
		assertThat(output.getOut().lines()).anyMatch(
				(line) -> line.endsWith("[ACCEPTED] /process-image-async-b64 job_id=" + single + " filename=photo.png"))
			.anyMatch((line) -> line.contains("[ACCEPTED] /process-image-async job_id=" + unnamed + " filename="))
			.anyMatch((line) -> line.contains("[ACCEPTED] /batch-process-images job_id=" + batch));
	}

	@Test
	void linesFitATerminalOf160Columns(CapturedOutput output) {
		receiver.willAnswer(503);
		for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS)) {
			String id = this.service.accepted(path, receiver.url(), ServiceClient.single());
			Eventually.within(PATIENCE, () -> assertThat(output.getOut()).contains("-> HTTP 200 job_id=" + id));
		}
		receiver.willAnswer(503, 503, 503);
		String given = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		Eventually.within(PATIENCE, () -> assertThat(output.getOut())
			.contains("callback : attempt failed (HTTP 503); giving up, kept as a dead letter\njob_id   : " + given));
		String batch = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("p"));
		Eventually.within(PATIENCE, () -> assertThat(output.getOut()).contains("-> HTTP 200 job_id=" + batch));
		// What a neighbour of the tests logs before the service has set logging up has
		// another form.
		assertThat(output.getOut().lines().dropWhile((line) -> !line.matches("\\d{4}-.*"))).hasSizeGreaterThan(15)
			.allMatch((line) -> line.length() <= 160);
	}

	@Test
	void filenameCannotForgeALine(CapturedOutput output) {
		this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single("p",
				"a\r\n[ACCEPTED] forged\u2028[ACCEPTED] forged\u0085[ACCEPTED] forged\u001b[31m", TestImages.png()));
		assertThat(output.getAll().split("\\R")).noneMatch((line) -> line.startsWith("[ACCEPTED]"));
		assertThat(output).doesNotContain("\u001b[31m");
	}

	@Test
	void callbackIsLoggedAsABlock(CapturedOutput output) {
		receiver.willAnswer(503);
		String url = receiver.url("/cb?token=hush-hush&x");
		String id = this.service.accepted(ServiceClient.SINGLE_B64, url, ServiceClient.single());
		receiver.take(id, PATIENCE);
		receiver.take(id, PATIENCE);
		String shown = receiver.url("/cb?token=***&***");
		Eventually.within(PATIENCE,
				() -> assertThat(output.getOut()).contains("attempt  : 2/3 -> HTTP 200 job_id=" + id));
		assertThat(output.getOut()).containsSubsequence("=== CALLBACK ===\n", "job_id   : " + id + "\n",
				"original : " + shown + "\n", "final    : " + shown + "\n", "status   : completed\n",
				"keys     : [status, job_id, filename, result_image_base64, result_mime_type]",
				"attempt  : 1/3 -> HTTP 503", "callback : attempt failed (", "); retrying in 1s",
				"attempt  : 2/3 -> HTTP 200");
	}

	@Test
	void nothingSecretIsLogged(CapturedOutput output) {
		byte[] image = TestImages.pngOf(3_000);
		String base64 = Base64.getEncoder().encodeToString(image);
		String url = receiver.url("/cb?token=hush-hush#fragment-hush");
		String[] credentials = { "callbackUrl", url, "x-workshop-token", "t0p-secret", "x-api-key", "t0p-secret",
				"Authorization", "Bearer t0p-secret", "Idempotency-Key", "idempotent-hush" };
		String body = ServiceClient.single("p", "photo.png", image);
		for (String path : List.of(ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS)) {
			this.service.post(path, body, credentials);
			this.service.post(path, body.substring(0, body.length() / 2), credentials);
			this.service.post(path, body.replace("A", "*"), credentials);
			this.service.post(path, body + body, credentials);
			this.service.post(path, body, "callbackUrl", "http://user:hush-hush@example.com/?token=hush-hush");
			this.service.post(path, body, "callbackUrl", "http://169.254.169.254/?token=hush-hush");
			this.service.post(path, body, "callbackUrl", "http://[?token=hush-hush");
		}
		String link = this.service.accepted(ServiceClient.SINGLE_COS, url, body);
		Callback callback = receiver.take(link, PATIENCE);
		String signedUrl = callback.json().path("result_url").asString();
		provider.willFail(new OpenAiStub.Error(401, "invalid_api_key", "invalid_request_error",
				"Incorrect API key provided: " + OpenAiStub.API_KEY + "."));
		String failed = this.service.accepted(ServiceClient.SINGLE_B64, url, body);
		assertThat(receiver.take(failed, PATIENCE).text()).doesNotContain(OpenAiStub.API_KEY);
		provider.willReturn(TestImages.png());
		receiver.willAnswer(500);
		String retried = this.service.accepted(ServiceClient.SINGLE_B64, url, body);
		receiver.take(retried, PATIENCE);
		receiver.take(retried, PATIENCE);
		this.service.get("/jobs/" + link + "/result");
		assertThat(signedUrl).contains("X-Amz-Signature");
		assertThat(output).contains(link)
			.doesNotContain("t0p-secret", "hush", OpenAiStub.API_KEY, S3Server.SECRET_ACCESS_KEY, "X-Amz-Signature",
					base64.substring(0, 40), base64.substring(base64.length() / 2, base64.length() / 2 + 40),
					Base64.getEncoder().encodeToString(TestImages.png()).substring(0, 40));
	}

}
