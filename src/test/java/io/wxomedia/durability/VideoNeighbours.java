package io.wxomedia.durability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Those around a service that makes videos: OpenAI for pictures and judgements, fal for
 * videos, a backend that makes videos and tells by webhook, and the store. They outlive
 * the service, which is killed; what they tell it they tell until it has heard it, at
 * whatever port it is then. Thread-safe.
 */
final class VideoNeighbours implements AutoCloseable {

	static final String SECRET = "the-secret-of-the-backend";

	private static final JsonMapper JSON = new JsonMapper();

	private static final long MAKING_MILLIS = 600;

	private final FalStub fal = FalStub.start();

	private final S3Server store = S3Server.start("outbox");

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor();

	private final List<AtomicReference<Call>> pictures = new CopyOnWriteArrayList<>();

	private final Map<String, Told> told = new ConcurrentHashMap<>();

	private final List<String> answers = new CopyOnWriteArrayList<>();

	private volatile int port = 1;

	private volatile long delayMillis;

	VideoNeighbours() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.fal.hold();
	}

	FalStub fal() {
		return this.fal;
	}

	/**
	 * Return the pictures that were ordered.
	 */
	List<Call> pictures() {
		return this.pictures.stream().map(AtomicReference::get).toList();
	}

	/**
	 * Return the videos that were ordered from fal.
	 */
	List<Call> videos() {
		return this.fal.orders()
			.stream()
			.map((order) -> new Call(order.input().path("prompt").asString(), order.orderedAt(), order.answeredAt()))
			.toList();
	}

	/**
	 * Return what the service answered to the backend's webhooks.
	 */
	List<String> answers() {
		return List.copyOf(this.answers);
	}

	/**
	 * Take some time for each picture and for the answer to each order.
	 */
	void willTake(long millis) {
		this.delayMillis = millis;
		this.fal.willTake(millis);
	}

	/**
	 * Finish what fal makes as it goes, and tell of every other video; tell what the
	 * backend makes.
	 */
	void startTelling() {
		this.teller.scheduleWithFixedDelay(this::tell, 100, 100, TimeUnit.MILLISECONDS);
	}

	/**
	 * Say where the service is now.
	 */
	void serviceIsAt(int now) {
		this.port = now;
	}

	String[] settings() {
		String address = "http://127.0.0.1:" + this.server.getAddress().getPort();
		Map<String, String> settings = new HashMap<>();
		settings.put("OPENAI_BASE_URL", address + "/v1");
		settings.put("FAL_KEY", FalStub.KEY);
		settings.put("FAL_QUEUE_URL", this.fal.queueUrl());
		settings.put("FAL_JWKS_URL", this.fal.jwksUrl());
		settings.put("VIDEO_BACKEND_URL", address + "/backend");
		settings.put("WEBHOOK_SECRET", SECRET);
		settings.put("PUBLIC_URL", "http://127.0.0.1:9");
		settings.put("COS_ENDPOINT", this.store.endpoint().toString());
		settings.put("COS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID);
		settings.put("COS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY);
		settings.put("COS_OUTPUT_BUCKET", "outbox");
		settings.put("CREDITS_INITIAL", "1000000");
		return settings.entrySet()
			.stream()
			.flatMap((setting) -> List.of(setting.getKey(), setting.getValue()).stream())
			.toArray(String[]::new);
	}

	List<String> stored() {
		return this.store.client()
			.listObjectsV2Paginator((list) -> list.bucket("outbox"))
			.contents()
			.stream()
			.map((object) -> object.key())
			.toList();
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			String path = exchange.getRequestURI().getPath();
			String answer = "{}";
			if (path.endsWith("/moderations")) {
				answer = "{\"id\":\"m\",\"model\":\"m\",\"results\":[{\"flagged\":false,\"categories\":{}}]}";
			}
			else if (path.endsWith("/images/generations")) {
				answer = picture(JSON.readTree(body).path("prompt").asString());
			}
			else if (path.equals("/backend")) {
				this.told.putIfAbsent(JSON.readTree(body).path("job_id").asString(), new Told());
			}
			byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
	}

	private String picture(String prompt) {
		AtomicReference<Call> call = new AtomicReference<>(new Call(prompt, Instant.now(), null));
		this.pictures.add(call);
		pause();
		call.updateAndGet((arrived) -> new Call(prompt, arrived.at(), Instant.now()));
		return "{\"created\":1795000000,\"data\":[{\"b64_json\":\""
				+ Base64.getEncoder().encodeToString(TestImages.png())
				+ "\"}],\"usage\":{\"input_tokens\":12,\"input_tokens_details\":{\"text_tokens\":12,"
				+ "\"image_tokens\":0},\"output_tokens\":40,\"total_tokens\":52}}";
	}

	private void pause() {
		try {
			Thread.sleep(this.delayMillis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void tell() {
		try {
			List<FalStub.Request> orders = this.fal.orders();
			for (int i = 0; i < orders.size(); i++) {
				FalStub.Request order = orders.get(i);
				if (order.orderedAt().plusMillis(MAKING_MILLIS).isBefore(Instant.now())) {
					this.fal.finish(order.id());
					if (i % 2 == 0) {
						tell(order);
					}
				}
			}
			this.told.forEach(this::tell);
		}
		catch (RuntimeException | AssertionError ex) {
			// The service is not there; it is told again.
			return;
		}
	}

	/**
	 * As fal does until it was heard, and once more.
	 */
	private void tell(FalStub.Request order) {
		Told done = this.told.computeIfAbsent("fal " + order.id(), (unknown) -> new Told());
		if (done.next < 2) {
			URI given = URI.create(String.valueOf(order.webhook()));
			String address = "http://127.0.0.1:" + this.port + given.getPath() + "?" + given.getQuery();
			if (this.fal.tell(order, address, order.id(), Instant.now(), true).statusCode() == 200) {
				done.next++;
			}
		}
	}

	private void tell(String job, Told so) {
		if (job.startsWith("fal ") || so.next >= Told.EVENTS.size()) {
			return;
		}
		String event = Told.EVENTS.get(so.next);
		String status = event.replaceAll("[^a-z].*", "");
		boolean forged = event.endsWith("!");
		ServiceClient.Answer answer = new ServiceClient(this.port).post("/api/webhooks/video-completion",
				body(job, status), "X-Webhook-Secret", forged ? "guessed" : SECRET, "webhook-id",
				(forged ? "forged-" : "event-") + status + "-" + job);
		if (answer.status() < 500) {
			this.answers.add(event + " " + answer.status() + " " + answer.json().path("status").asString(""));
			so.next++;
		}
	}

	private static String body(String job, String status) {
		Map<String, Object> event = new HashMap<>(Map.of("job_id", job, "status", status, "content_type", "video",
				"timestamp", "2026-11-28T00:00:00Z", "has_data", status.equals("completed")));
		if (status.equals("completed")) {
			event.put("data",
					Map.of("job_id", job, "status", status, "success", true, "num_videos", 1, "videos",
							List.of(Map.of("filename", job + ".mp4", "file_path", "/made/" + job + ".mp4", "file_size",
									1000, "format", "mp4", "duration_seconds", 8, "aspect_ratio", "16:9"))));
		}
		return JSON.writeValueAsString(event);
	}

	@Override
	public void close() {
		this.teller.shutdownNow();
		this.server.stop(0);
		this.threads.shutdownNow();
		this.fal.close();
		this.store.close();
	}

	/**
	 * An order that arrived.
	 *
	 * @param prompt what was ordered
	 * @param at when it had arrived
	 * @param answered when it was answered, or {@code null} if it was not
	 */
	record Call(String prompt, Instant at, @Nullable Instant answered) {

		/**
		 * Return whether the service was killed while the order was under way, or its
		 * answer was not written down.
		 */
		boolean inFlight(List<Instant> kills, Instant now) {
			Instant until = ((this.answered != null) ? this.answered : now).plusSeconds(1);
			return kills.stream().anyMatch((kill) -> !kill.isBefore(this.at) && kill.isBefore(until));
		}

	}

	/**
	 * How far the backend is with telling of a job.
	 */
	private static final class Told {

		/**
		 * Late, repeated and forged ones among them.
		 */
		static final List<String> EVENTS = List.of("processing", "failed!", "generating", "processing again",
				"completed", "completed again", "downloading", "failed");

		private volatile int next;

	}

}
