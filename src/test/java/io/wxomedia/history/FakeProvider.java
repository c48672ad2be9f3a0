package io.wxomedia.history;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import io.wxomedia.history.History.Call;
import io.wxomedia.history.History.Outcome;
import io.wxomedia.testing.EditProvider.Edit;
import io.wxomedia.testing.TestImages;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's image edits and pictures made from words, and its moderation, which has
 * nothing against anything. Each instance has an address of its own, so that it is known
 * who called.
 */
class FakeProvider extends Neighbour {

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	/**
	 * Return the value of OPENAI_BASE_URL for an instance.
	 */
	String baseUrl(int instance) {
		return "http://127.0.0.1:" + port() + "/" + instance + "/v1";
	}

	List<Call> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	void handle(HttpExchange exchange, byte[] body, String how) throws IOException {
		Instant at = Instant.now();
		String path = exchange.getRequestURI().getPath();
		if (path.endsWith("/moderations")) {
			answer(exchange, 200, "application/json",
					"{\"id\":\"m\",\"model\":\"m\",\"results\":[{\"flagged\":false,\"categories\":{}}]}");
			return;
		}
		if (!path.contains("/images/")) {
			answer(exchange, 404, "application/json", "{}");
			return;
		}
		int instance = Integer.parseInt(path.substring(1, path.indexOf('/', 1)));
		Edit edit = path.endsWith("/edits") ? Edit.of(body) : new Edit(name(body), 0);
		Outcome outcome = Outcome.LOST;
		try {
			outcome = answer(exchange, how);
		}
		finally {
			this.calls.add(new Call(instance, edit.prompt(), edit.width(), at, Instant.now(), outcome));
		}
	}

	/**
	 * The submission is named by the first word.
	 */
	private static String name(byte[] body) {
		return new JsonMapper().readTree(body).path("prompt").asString().split(" ")[0];
	}

	private Outcome answer(HttpExchange exchange, String how) throws IOException {
		switch (how) {
			case "lost" -> {
				pause(50);
				return Outcome.LOST;
			}
			case "429" -> {
				exchange.getResponseHeaders().set("Retry-After", "1");
				refuse(exchange, 429, "rate_limit_exceeded");
				return Outcome.REFUSED;
			}
			case "500", "503" -> {
				refuse(exchange, Integer.parseInt(how), "server_error");
				return Outcome.REFUSED;
			}
			default -> {
				pause(how.equals("slow") ? 1500 : 30);
				picture(exchange);
				return Outcome.PICTURE;
			}
		}
	}

	private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
		answer(exchange, status, "application/json", "{\"error\":{\"message\":\"Come back later\",\"type\":\"" + code
				+ "\",\"param\":null,\"code\":\"" + code + "\"}}");
	}

	private static void picture(HttpExchange exchange) throws IOException {
		answer(exchange, 200, "application/json",
				"{\"created\":1795000000,\"data\":[{\"b64_json\":\""
						+ Base64.getEncoder().encodeToString(TestImages.png())
						+ "\"}],\"usage\":{\"input_tokens\":50,\"output_tokens\":50,\"total_tokens\":100,"
						+ "\"input_tokens_details\":{\"image_tokens\":40,\"text_tokens\":10}}}");
	}

}
