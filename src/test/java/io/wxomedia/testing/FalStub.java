package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays fal.ai: its queue, its media, the keys that its webhooks are signed with, and the
 * webhooks; and the troubles that it has. A request is done once it was looked at twice,
 * unless {@link #hold()} was said; then {@link #finish} finishes it. Thread-safe.
 */
public final class FalStub implements AutoCloseable {

	/**
	 * The key that requests must carry.
	 */
	public static final String KEY = "fal-key-of-the-tests";

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpClient client = HttpClient.newHttpClient();

	private final KeyPair keys = keyPair();

	private final Clock clock;

	private final Map<String, Request> requests = new LinkedHashMap<>();

	private final List<String> cancelled = new CopyOnWriteArrayList<>();

	private final List<String> mediaReads = new CopyOnWriteArrayList<>();

	private final List<String> pricesAsked = new CopyOnWriteArrayList<>();

	private volatile boolean holding;

	private volatile int lost;

	private volatile int refusals;

	private volatile int refusal;

	private volatile int expiredLinks;

	private volatile byte[] media = clip();

	private volatile @Nullable String mediaHost;

	private volatile @Nullable CountDownLatch submitting;

	private volatile long delayMillis;

	private volatile int jwksReads;

	private FalStub(Clock clock) {
		this.clock = clock;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	/**
	 * Start a fake fal.
	 * @return the fake, which the caller closes
	 */
	public static FalStub start() {
		return start(Clock.systemUTC());
	}

	/**
	 * Start a fake fal.
	 * @param clock tells the time that webhooks carry
	 * @return the fake, which the caller closes
	 */
	public static FalStub start(Clock clock) {
		return new FalStub(clock);
	}

	/**
	 * Return an MP4 that is one by its first bytes; no player shows it.
	 * @return its bytes
	 */
	public static byte[] clip() {
		byte[] clip = new byte[64 * 1024];
		byte[] head = "\0\0\0\u0018ftypmp42\0\0\0\0mp42isom".getBytes(StandardCharsets.ISO_8859_1);
		System.arraycopy(head, 0, clip, 0, head.length);
		return clip;
	}

	/**
	 * Forget what was ordered, and all troubles.
	 */
	public void reset() {
		release();
		synchronized (this.requests) {
			this.requests.clear();
		}
		this.cancelled.clear();
		this.mediaReads.clear();
		this.pricesAsked.clear();
		this.holding = false;
		this.lost = 0;
		this.refusals = 0;
		this.expiredLinks = 0;
		this.delayMillis = 0;
		this.media = clip();
		this.mediaHost = null;
	}

	/**
	 * Return what FAL_QUEUE_URL is to be.
	 * @return the address without a slash at its end
	 */
	public String queueUrl() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Return what FAL_JWKS_URL is to be.
	 * @return the address
	 */
	public String jwksUrl() {
		return queueUrl() + "/.well-known/jwks.json";
	}

	/**
	 * Accept the next orders, and lose the answers to so many of them.
	 * @param count how many
	 */
	public void loseAnswers(int count) {
		this.lost = count;
	}

	/**
	 * Refuse so many orders.
	 * @param status the HTTP status
	 * @param count how many
	 */
	public void refuse(int status, int count) {
		this.refusal = status;
		this.refusals = count;
	}

	/**
	 * Take some time for the answer to each order from now on.
	 * @param millis the time in milliseconds
	 */
	public void willTake(long millis) {
		this.delayMillis = millis;
	}

	/**
	 * Keep the answers to orders back until {@link #release()}.
	 */
	public void keepAnswersBack() {
		this.submitting = new CountDownLatch(1);
	}

	/**
	 * Give the answers that were kept back.
	 */
	public void release() {
		CountDownLatch latch = this.submitting;
		if (latch != null) {
			latch.countDown();
		}
		this.submitting = null;
	}

	/**
	 * Finish no request unless it is said.
	 */
	public void hold() {
		this.holding = true;
	}

	/**
	 * Let the links to videos that are given out expire at once, so many of them.
	 * @param count how many
	 */
	public void expireLinks(int count) {
		this.expiredLinks = count;
	}

	/**
	 * Let the videos be something else.
	 * @param bytes their bytes
	 */
	public void serve(byte[] bytes) {
		this.media = bytes.clone();
	}

	/**
	 * Let the videos be on another host.
	 * @param origin its scheme, name and port
	 */
	public void serveFrom(String origin) {
		this.mediaHost = origin;
	}

	/**
	 * Finish a request well.
	 * @param requestId the request
	 */
	public void finish(String requestId) {
		request(requestId).outcome = 200;
	}

	/**
	 * Finish a request with an error for a result.
	 * @param requestId the request
	 * @param status the status that its result answers
	 */
	public void fail(String requestId, int status) {
		request(requestId).outcome = status;
	}

	/**
	 * Return the orders that were accepted.
	 * @return in their order
	 */
	public List<Request> orders() {
		synchronized (this.requests) {
			return new ArrayList<>(this.requests.values());
		}
	}

	/**
	 * Return the requests that were to be cancelled.
	 * @return their names, in order
	 */
	public List<String> cancelled() {
		return List.copyOf(this.cancelled);
	}

	/**
	 * Return how often videos were asked for.
	 * @return the answers' statuses
	 */
	public List<String> mediaReads() {
		return List.copyOf(this.mediaReads);
	}

	/**
	 * Return the models whose price was asked for.
	 * @return their ids, in order
	 */
	public List<String> pricesAsked() {
		return List.copyOf(this.pricesAsked);
	}

	/**
	 * Return how often the keys were asked for.
	 * @return the count
	 */
	public int jwksReads() {
		return this.jwksReads;
	}

	private Request request(String requestId) {
		synchronized (this.requests) {
			Request request = this.requests.get(requestId);
			if (request == null) {
				throw new IllegalArgumentException("There is no request " + requestId);
			}
			return request;
		}
	}

	/**
	 * Tell that a request is done, as fal does.
	 * @param request the request, which was ordered with a webhook
	 * @return the answer
	 */
	public HttpResponse<String> tell(Request request) {
		return tell(request, String.valueOf(request.webhook), request.id, this.clock.instant(), true);
	}

	/**
	 * Tell that a request is done, in one's own way.
	 * @param request the request
	 * @param address where to
	 * @param requestId the request that is named
	 * @param at the time that the webhook carries
	 * @param genuine whether the signature is fal's
	 * @return the answer
	 */
	public HttpResponse<String> tell(Request request, String address, String requestId, Instant at, boolean genuine) {
		byte[] body = body(request, requestId);
		return tell(address, requestId, at, body, body, genuine ? this.keys : keyPair());
	}

	/**
	 * Tell that a request is done in words that are changed after fal signed them.
	 * @param request the request, which was ordered with a webhook
	 * @param tampering what somebody does to the body on its way
	 * @return the answer
	 */
	public HttpResponse<String> tellTampered(Request request, UnaryOperator<String> tampering) {
		byte[] signed = body(request, request.id);
		byte[] sent = tampering.apply(new String(signed, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
		return tell(String.valueOf(request.webhook), request.id, this.clock.instant(), signed, sent, this.keys);
	}

	private static byte[] body(Request request, String requestId) {
		return JSON.writeValueAsBytes(Map.of("request_id", requestId, "gateway_request_id", requestId, "status",
				(request.outcome == 200) ? "OK" : "ERROR", "payload", Map.of()));
	}

	private HttpResponse<String> tell(String address, String requestId, Instant at, byte[] signed, byte[] sent,
			KeyPair signedWith) {
		try {
			String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(signed));
			String message = String.join("\n", requestId, "user-of-the-tests", String.valueOf(at.getEpochSecond()),
					hash);
			Signature signature = Signature.getInstance("Ed25519");
			signature.initSign(signedWith.getPrivate());
			signature.update(message.getBytes(StandardCharsets.UTF_8));
			HttpRequest request = HttpRequest.newBuilder(URI.create(address))
				.header("Content-Type", "application/json")
				.header("X-Fal-Webhook-Request-Id", requestId)
				.header("X-Fal-Webhook-User-Id", "user-of-the-tests")
				.header("X-Fal-Webhook-Timestamp", String.valueOf(at.getEpochSecond()))
				.header("X-Fal-Webhook-Signature", HexFormat.of().formatHex(signature.sign()))
				.POST(HttpRequest.BodyPublishers.ofByteArray(sent))
				.build();
			return this.client.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (GeneralSecurityException | IOException | InterruptedException ex) {
			throw new AssertionError("The webhook could not be sent", ex);
		}
	}

	private static KeyPair keyPair() {
		try {
			return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (path.endsWith("/jwks.json")) {
				this.jwksReads++;
				json(exchange, 200, Map.of("keys", List.of(jwk(keyPair()), jwk(this.keys))));
			}
			else if (path.startsWith("/media/")) {
				media(exchange, path);
			}
			else if (!("Key " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
				json(exchange, 401, Map.of("detail", "Invalid key"));
			}
			else if (path.endsWith("/models/pricing")) {
				prices(exchange);
			}
			else if (exchange.getRequestMethod().equals("POST")) {
				submit(exchange, path.substring(1), body);
			}
			else {
				follow(exchange, path);
			}
		}
	}

	private void prices(HttpExchange exchange) throws IOException {
		String model = URLDecoder.decode(exchange.getRequestURI().getRawQuery().replace("endpoint_id=", ""),
				StandardCharsets.UTF_8);
		this.pricesAsked.add(model);
		json(exchange, 200, Map.of("prices",
				List.of(Map.of("endpoint_id", model, "unit_price", 0.05, "unit", "seconds", "currency", "USD"))));
	}

	private static Map<String, String> jwk(KeyPair pair) {
		byte[] encoded = pair.getPublic().getEncoded();
		byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
		return Map.of("kty", "OKP", "crv", "Ed25519", "x", Base64.getUrlEncoder().withoutPadding().encodeToString(raw));
	}

	private void submit(HttpExchange exchange, String model, byte[] body) throws IOException {
		if (this.refusals > 0) {
			this.refusals--;
			exchange.getResponseHeaders().set("Retry-After", "0");
			json(exchange, this.refusal, Map.of("detail", List.of(Map.of("loc", List.of("body", "prompt"), "msg",
					"The content could not be processed", "type", "content_policy_violation"))));
			return;
		}
		String query = exchange.getRequestURI().getRawQuery();
		String webhook = (query != null && query.startsWith("fal_webhook="))
				? URLDecoder.decode(query.substring("fal_webhook=".length()), StandardCharsets.UTF_8) : null;
		Request request = new Request(UUID.randomUUID().toString(), model, JSON.readTree(body), webhook,
				this.clock.instant());
		synchronized (this.requests) {
			this.requests.put(request.id, request);
		}
		CountDownLatch latch = this.submitting;
		if (latch != null) {
			awaitQuietly(latch, 30_000);
		}
		if (this.delayMillis > 0) {
			awaitQuietly(new CountDownLatch(1), this.delayMillis);
		}
		if (this.lost > 0) {
			this.lost--;
			return;
		}
		request.answeredAt = this.clock.instant();
		String[] parts = model.split("/");
		String base = "http://" + exchange.getRequestHeaders().getFirst("Host") + "/" + parts[0] + "/" + parts[1]
				+ "/requests/" + request.id;
		json(exchange, 200, Map.of("request_id", request.id, "status", "IN_QUEUE", "queue_position", 1, "status_url",
				base + "/status?logs=0", "response_url", base, "cancel_url", base + "/cancel"));
	}

	private static void awaitQuietly(CountDownLatch latch, long millis) {
		try {
			latch.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void follow(HttpExchange exchange, String path) throws IOException {
		String[] parts = path.substring(1).split("/");
		Request request;
		synchronized (this.requests) {
			request = (parts.length > 3) ? this.requests.get(parts[3]) : null;
		}
		if (request == null) {
			json(exchange, 404, Map.of("detail", "Request not found"));
		}
		else if (path.endsWith("/cancel")) {
			this.cancelled.add(request.id);
			json(exchange, 202, Map.of("status", "CANCELLATION_REQUESTED"));
		}
		else if (path.endsWith("/status")) {
			status(exchange, request);
		}
		else if (request.outcome == 200) {
			request.links++;
			String origin = (this.mediaHost != null) ? this.mediaHost : queueUrl();
			json(exchange, 200, Map.of("video", Map.of("url",
					origin + "/media/" + request.id + "/" + request.links + ".mp4", "content_type", "video/mp4")));
		}
		else {
			json(exchange, (request.outcome != 0) ? request.outcome : 400, Map.of("detail",
					List.of(Map.of("loc", List.of("body"), "msg", "The video was refused", "type", "refused"))));
		}
	}

	private void status(HttpExchange exchange, Request request) throws IOException {
		request.looks++;
		if (!this.holding && request.outcome == 0 && request.looks > 2) {
			request.outcome = 200;
		}
		if (request.outcome != 0) {
			json(exchange, 200, Map.of("status", "COMPLETED"));
		}
		else if (request.looks == 1) {
			json(exchange, 202, Map.of("status", "IN_QUEUE", "queue_position", 3));
		}
		else {
			json(exchange, 202, Map.of("status", "IN_PROGRESS"));
		}
	}

	private void media(HttpExchange exchange, String path) throws IOException {
		if (this.expiredLinks > 0) {
			this.expiredLinks--;
			this.mediaReads.add("403");
			json(exchange, 403, Map.of("detail", "expired"));
			return;
		}
		this.mediaReads.add("200 " + path);
		byte[] bytes = this.media;
		exchange.getResponseHeaders().set("Content-Type", "video/mp4");
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	private static void json(HttpExchange exchange, int status, Object body) throws IOException {
		byte[] bytes = JSON.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		release();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * An order that was accepted.
	 */
	public static final class Request {

		private final String id;

		private final String model;

		private final JsonNode input;

		private final @Nullable String webhook;

		private final Instant orderedAt;

		private volatile @Nullable Instant answeredAt;

		private volatile int looks;

		private volatile int links;

		private volatile int outcome;

		private Request(String id, String model, JsonNode input, @Nullable String webhook, Instant orderedAt) {
			this.id = id;
			this.model = model;
			this.input = input;
			this.webhook = webhook;
			this.orderedAt = orderedAt;
		}

		/**
		 * Return the request's name.
		 * @return the name
		 */
		public String id() {
			return this.id;
		}

		/**
		 * Return the model that was asked for.
		 * @return the id of the model
		 */
		public String model() {
			return this.model;
		}

		/**
		 * Return what was ordered.
		 * @return the document
		 */
		public JsonNode input() {
			return this.input;
		}

		/**
		 * Return where it is to be told that the request is done.
		 * @return the address, or {@code null} if none was named
		 */
		public @Nullable String webhook() {
			return this.webhook;
		}

		/**
		 * Return when the order had arrived.
		 * @return the moment
		 */
		public Instant orderedAt() {
			return this.orderedAt;
		}

		/**
		 * Return when the order was answered.
		 * @return the moment, or {@code null} if it was not or not yet
		 */
		public @Nullable Instant answeredAt() {
			return this.answeredAt;
		}

		/**
		 * Return how often its state was asked for.
		 * @return the count
		 */
		public int looks() {
			return this.looks;
		}

	}

}
