package io.wxomedia.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;

/**
 * Sends a photograph to the service's own port, as anybody else would.
 */
class FirstSubmission {

	static final String INBOX = "welcome";

	static final String PROMPT = "make it black and white";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int ACCEPTED = 202;

	private final JsonMapper json;

	private final String token;

	FirstSubmission(JsonMapper json, String token) {
		this.json = json;
		this.token = token;
	}

	/**
	 * Send it.
	 * @param port the port
	 * @return the identifier of the job
	 * @throws IOException if it was not accepted
	 * @throws InterruptedException if the service stops
	 */
	String send(int port) throws IOException, InterruptedException {
		String service = "http://127.0.0.1:" + port;
		byte[] body = this.json.writeValueAsBytes(Map.of("prompt", PROMPT, "filename", SampleImages.FIRST,
				"image_base64", Base64.getEncoder().encodeToString(SampleImages.read(SampleImages.FIRST))));
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + "/process-image-async"))
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.header("callbackUrl", service + "/inbox/" + INBOX)
			.POST(HttpRequest.BodyPublishers.ofByteArray(body));
		if (StringUtils.hasText(this.token)) {
			request.header("x-workshop-token", this.token);
		}
		HttpClient client = HttpClient.newBuilder()
			.proxy(HttpClient.Builder.NO_PROXY)
			.connectTimeout(TIMEOUT)
			.version(HttpClient.Version.HTTP_1_1)
			.build();
		HttpResponse<String> response = client.send(request.build(),
				HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
		if (response.statusCode() != ACCEPTED) {
			throw new IOException("it was answered with HTTP " + response.statusCode() + ": " + response.body());
		}
		return this.json.readTree(response.body()).path("job_id").asString();
	}

}
