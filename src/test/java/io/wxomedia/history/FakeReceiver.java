package io.wxomedia.history;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import io.wxomedia.history.History.Callback;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives callbacks.
 */
class FakeReceiver extends Neighbour {

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Longer than the service waits for an answer.
	 */
	private static final int HANG = 5000;

	private final List<Callback> callbacks = new CopyOnWriteArrayList<>();

	String url() {
		return "http://127.0.0.1:" + port() + "/callback";
	}

	List<Callback> callbacks() {
		return List.copyOf(this.callbacks);
	}

	@Override
	void handle(HttpExchange exchange, byte[] body, String how) throws IOException {
		Instant at = Instant.now();
		int status = switch (how) {
			case "500" -> 500;
			case "hang", "close" -> 0;
			default -> 200;
		};
		// Before the answer, so that nothing can be known to be delivered and not be
		// here.
		this.callbacks.add(callback(exchange, body, at, status));
		if (how.equals("hang")) {
			pause(HANG);
		}
		if (status != 0) {
			answer(exchange, status, "text/plain", "");
		}
	}

	private static Callback callback(HttpExchange exchange, byte[] body, Instant at, int status) {
		JsonNode json = JSON.readTree(body);
		return new Callback(exchange.getRequestHeaders().getFirst("webhook-id"), digest(body),
				json.path("status").asString(""), json.path("error").asString(null),
				Instant.ofEpochSecond(Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"))), at,
				status);
	}

	private static String digest(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
