package io.wxomedia.history;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests that may get no answer.
 */
class Client {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	/**
	 * Send a request.
	 * @param port where to
	 * @param method the method
	 * @param path the path with its query
	 * @param key the credential
	 * @param body the body, may be empty
	 * @param headers names and values in turn
	 * @return the answer, with status 0 if there is none
	 */
	Answer send(int port, String method, String path, String key, String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(TIMEOUT)
			.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
			.header("x-api-key", key)
			.header("Content-Type", "application/json");
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		Instant sent = Instant.now();
		try {
			HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
			return new Answer(sent, Instant.now(), response.statusCode(), response.body());
		}
		catch (IOException ex) {
			return new Answer(sent, Instant.now(), 0, "");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Answer(sent, Instant.now(), 0, "");
		}
	}

	/**
	 * An answer.
	 *
	 * @param sent when the request was sent
	 * @param at when it was answered or given up
	 * @param status the status, 0 without an answer
	 * @param body the body
	 */
	record Answer(Instant sent, Instant at, int status, String body) {

		JsonNode json() {
			return JSON.readTree(this.body);
		}

	}

}
