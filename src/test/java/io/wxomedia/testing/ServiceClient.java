package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the running service as its callers do.
 */
public final class ServiceClient {

	/**
	 * The single endpoint whose result comes back in the callback.
	 */
	public static final String SINGLE_B64 = "/process-image-async-b64";

	/**
	 * The single endpoint whose result goes to the object store.
	 */
	public static final String SINGLE_COS = "/process-image-async";

	/**
	 * The endpoint that works on a whole bucket.
	 */
	public static final String BATCH = "/batch-process-images";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final String baseUrl;

	public ServiceClient(int port) {
		this.baseUrl = "http://127.0.0.1:" + port;
	}

	/**
	 * Return the body of the single endpoints.
	 * @param prompt the instruction
	 * @param filename the file name, or {@code null} to send none
	 * @param image the image
	 * @return the body in JSON
	 */
	public static String single(String prompt, @Nullable String filename, byte[] image) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("prompt", prompt);
		if (filename != null) {
			body.put("filename", filename);
		}
		body.put("image_base64", Base64.getEncoder().encodeToString(image));
		return JSON.writeValueAsString(body);
	}

	/**
	 * Return a good body of the single endpoints.
	 * @return the body in JSON
	 */
	public static String single() {
		return single("make it black and white", "photo.png", TestImages.png());
	}

	/**
	 * Return the body of the batch endpoint.
	 * @param prompt the instruction
	 * @return the body in JSON
	 */
	public static String batch(String prompt) {
		return JSON.writeValueAsString(Map.of("prompt", prompt));
	}

	/**
	 * Post a job that must be accepted.
	 * @param path the endpoint
	 * @param callbackUrl the address for the callback
	 * @param body the body in JSON
	 * @return the job's id
	 */
	public String accepted(String path, String callbackUrl, String body) {
		Answer answer = post(path, body, "callbackUrl", callbackUrl);
		if (answer.status() != 202) {
			throw new AssertionError("Not accepted: " + answer.status() + " " + answer.text());
		}
		return answer.json().path("job_id").asString();
	}

	/**
	 * Post a body as {@code application/json}.
	 * @param path the path
	 * @param body the body in JSON
	 * @param headers names and values in turn; a Content-Type given here is the one sent
	 * @return the answer
	 */
	public Answer post(String path, String body, String... headers) {
		return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	/**
	 * Post a body as {@code application/json}.
	 * @param path the path
	 * @param body the body
	 * @param headers names and values in turn; a Content-Type given here is the one sent
	 * @return the answer
	 */
	public Answer post(String path, byte[] body, String... headers) {
		HttpRequest.Builder request = request(path, headers).POST(BodyPublishers.ofByteArray(body));
		if (Arrays.stream(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
			request.header("Content-Type", "application/json");
		}
		return send(request.build());
	}

	/**
	 * Change what is at a path.
	 * @param path the path
	 * @param body the body in JSON
	 * @param headers names and values in turn
	 * @return the answer
	 */
	public Answer patch(String path, String body, String... headers) {
		HttpRequest.Builder request = request(path, headers).method("PATCH", BodyPublishers.ofString(body));
		return send(request.header("Content-Type", "application/json").build());
	}

	/**
	 * Put something at a path.
	 * @param path the path
	 * @param body the body in JSON
	 * @param headers names and values in turn
	 * @return the answer
	 */
	public Answer put(String path, String body, String... headers) {
		HttpRequest.Builder request = request(path, headers).PUT(BodyPublishers.ofString(body));
		return send(request.header("Content-Type", "application/json").build());
	}

	/**
	 * Get a path. Redirects are not followed.
	 * @param path the path with its query
	 * @param headers names and values in turn
	 * @return the answer
	 */
	public Answer get(String path, String... headers) {
		return send(request(path, headers).GET().build());
	}

	/**
	 * Delete what is at a path.
	 * @param path the path with its query
	 * @param headers names and values in turn
	 * @return the answer
	 */
	public Answer delete(String path, String... headers) {
		return send(request(path, headers).DELETE().build());
	}

	/**
	 * Get a job.
	 * @param id the job's id
	 * @return what its resource shows
	 */
	public JsonNode job(String id) {
		Answer answer = get("/jobs/" + id);
		if (answer.status() != 200) {
			throw new AssertionError("No job: " + answer.status() + " " + answer.text());
		}
		return answer.json();
	}

	/**
	 * Wait until a job is finished.
	 * @param id the job's id
	 * @param patience the longest to wait
	 * @return what its resource shows then
	 */
	public JsonNode finished(String id, Duration patience) {
		return Eventually.value(patience, () -> {
			JsonNode job = job(id);
			if (!"finished".equals(job.path("state").asString())) {
				throw new AssertionError("Not finished: " + job);
			}
			return job;
		});
	}

	private HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.baseUrl + path)).timeout(TIMEOUT);
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return request;
	}

	private Answer send(HttpRequest request) {
		try {
			HttpResponse<byte[]> response = this.http.send(request, BodyHandlers.ofByteArray());
			return new Answer(response.statusCode(), response.headers(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for an answer", ex);
		}
	}

	/**
	 * An answer of the service.
	 *
	 * @param status the status
	 * @param headers the headers
	 * @param body the body
	 */
	public record Answer(int status, HttpHeaders headers, byte[] body) {

		/**
		 * Return a header.
		 * @param name its name in any case
		 * @return its first value, or an empty text
		 */
		public String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

		/**
		 * Return the body.
		 * @return the body as text
		 */
		public String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		/**
		 * Return the body.
		 * @return the body as JSON
		 */
		public JsonNode json() {
			return JSON.readTree(this.body);
		}

		/**
		 * Return the code of a problem.
		 * @return the code, or an empty text
		 */
		public String code() {
			return json().path("code").asString("");
		}

		/**
		 * Return the detail of a problem.
		 * @return the detail, or an empty text
		 */
		public String detail() {
			return json().path("detail").asString("");
		}

	}

}
