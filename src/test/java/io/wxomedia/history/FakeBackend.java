package io.wxomedia.history;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import io.wxomedia.history.Videos.Order;
import io.wxomedia.history.Videos.Webhook;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operator's backend of videos: takes orders, and tells of each by webhooks, to any
 * instance, each until it is answered. Before the end others tell in its name, with a
 * wrong secret or none, and it names another's video once; the end is told twice at the
 * same moment, and what was before and the opposite after it. One of five generations
 * fails.
 */
class FakeBackend extends Neighbour {

	static final String SECRET = "the-backend-knows-this";

	private static final JsonMapper JSON = new JsonMapper();

	private static final String PATH = "/api/webhooks/video-completion";

	private static final int TRIES = 400;

	private final List<Order> orders = new CopyOnWriteArrayList<>();

	private final List<Webhook> webhooks = new CopyOnWriteArrayList<>();

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	private final ExecutorService tellers = Executors.newCachedThreadPool();

	private final AtomicInteger visits = new AtomicInteger();

	private final Client client = new Client();

	private final IntUnaryOperator portOf;

	private volatile boolean over;

	FakeBackend(IntUnaryOperator portOf) {
		this.portOf = portOf;
	}

	String url() {
		return "http://127.0.0.1:" + port() + "/orders";
	}

	List<Order> orders() {
		return List.copyOf(this.orders);
	}

	List<Webhook> webhooks() {
		return List.copyOf(this.webhooks);
	}

	@Override
	void handle(HttpExchange exchange, byte[] body, String how) throws IOException {
		if (!SECRET.equals(exchange.getRequestHeaders().getFirst("X-Webhook-Secret"))) {
			answer(exchange, 401, "text/plain", "");
			return;
		}
		if (how.equals("429") || how.equals("500") || how.equals("503")) {
			exchange.getResponseHeaders().set("Retry-After", "1");
			answer(exchange, Integer.parseInt(how), "text/plain", "");
			return;
		}
		if (how.equals("slow")) {
			pause(700);
		}
		String job = JSON.readTree(body).path("job_id").asString();
		String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
		boolean answered = !how.equals("lost");
		// Before the answer, so that nothing can be completed and not be here.
		this.orders.add(new Order(job, key, Instant.now(), answered));
		if (this.known.add(job)) {
			int number = this.known.size();
			List<String> others = this.orders.stream().map(Order::job).filter((other) -> !other.equals(job)).toList();
			this.tellers.submit(() -> tellAll(job, number, others));
		}
		if (answered) {
			answer(exchange, 202, "application/json", "{}");
		}
	}

	private void tellAll(String job, int number, List<String> others) {
		boolean fails = number % 5 == 0;
		String end = fails ? "failed" : "completed";
		tell(job, "completed", "not-" + SECRET, video(job));
		tell(job, "failed", "", video(job));
		tell(job, "processing", SECRET, video(job));
		tell(job, "processing", SECRET, video(job));
		pause(300);
		tell(job, "generating", SECRET, video(job));
		pause(300);
		if (!fails && !others.isEmpty()) {
			tell(job, "completed", SECRET, video(others.get(number % others.size())));
		}
		this.tellers.submit(() -> tell(job, end, SECRET, video(job)));
		tell(job, end, SECRET, video(job));
		tell(job, "generating", SECRET, video(job));
		tell(job, fails ? "completed" : "failed", SECRET, video(job));
	}

	private static String video(String job) {
		return "videos/" + job + "/made.mp4";
	}

	private void tell(String job, String status, String secret, String key) {
		String body = JSON.writeValueAsString(Map.of("job_id", job, "status", status, "content_type", "video",
				"timestamp", UUID.randomUUID().toString(), "data",
				Map.of("videos", List.of(Map.of("file_path", key, "filename", "made.mp4")))));
		int answered = 0;
		for (int i = 0; i < TRIES && !this.over && (answered == 0 || answered == 429 || answered >= 500); i++) {
			if (i > 0) {
				pause(500);
			}
			List<String> headers = new ArrayList<>();
			if (!secret.isEmpty()) {
				headers.addAll(List.of("X-Webhook-Secret", secret));
			}
			Client.Answer answer = this.client.send(this.portOf.applyAsInt(this.visits.getAndIncrement()), "POST", PATH,
					"nobody", body, headers.toArray(String[]::new));
			answered = answer.status();
			this.webhooks.add(new Webhook("backend", job, status, secret.equals(SECRET), answer.sent(), answered));
		}
	}

	@Override
	public void close() {
		this.over = true;
		this.tellers.shutdownNow();
		super.close();
	}

}
