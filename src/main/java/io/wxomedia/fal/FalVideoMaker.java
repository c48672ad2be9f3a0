package io.wxomedia.fal;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.generation.LinkExpired;
import io.wxomedia.generation.RemoteCall;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.provider.AnswerNotUnderstood;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.CallFailure.Trouble;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes videos with fal's queue: an order is submitted, and the addresses that it answers
 * with are used from then on, as fal asks for. A call that failed is {@code COMPLETED}
 * there, with an error for a result.
 */
class FalVideoMaker implements VideoMaker {

	private static final Logger logger = LoggerFactory.getLogger(FalVideoMaker.class);

	static final String PROVIDER = "fal";

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/**
	 * Statuses by which a gateway, or fal's machinery, says that it cannot tell now.
	 */
	private static final Set<Integer> PASSING = Set.of(401, 403, 404, 408, 429, 502, 503, 504);

	private final FalProperties properties;

	private final FalClient client;

	private final FalOrders orders;

	private final FalHosts hosts;

	private final FalMedia media;

	private final JsonMapper json;

	private final Clock clock;

	FalVideoMaker(FalProperties properties, FalClient client, FalOrders orders, JsonMapper json, Clock clock) {
		this.properties = properties;
		this.client = client;
		this.orders = orders;
		this.hosts = new FalHosts(properties.queue());
		this.media = new FalMedia(client, this.hosts);
		this.json = json;
		this.clock = clock;
	}

	@Override
	public String provider() {
		return PROVIDER;
	}

	@Override
	public String seller() {
		return "fal.ai";
	}

	@Override
	public String model(VideoOrder order) {
		return (order.picture() != null) ? this.properties.videoModel() : this.properties.textModel();
	}

	@Override
	public VideoCapabilities capabilities() {
		return new VideoCapabilities(FalOrders.SECONDS, List.of("720p", "1080p"), List.of("16:9", "9:16"), true, true,
				true, this.orders.tellsBack());
	}

	@Override
	public Purchase purchase(VideoOrder order) {
		return new Purchase(seller(),
				new PricedCall(new ProviderModel(PROVIDER, model(order)), order.audio() ? "audio" : "silent",
						order.resolution(), BigDecimal.valueOf(capabilities().fitting(order.seconds()))));
	}

	@Override
	public List<String> missingSettings() {
		return this.properties.missing();
	}

	@Override
	public RemoteCall submit(VideoOrder order, UUID reference, Duration timeout, Runnable beforeSent)
			throws CallFailure {
		if (!missingSettings().isEmpty()) {
			throw new CallFailure(Kind.FINAL, "Missing env var: " + String.join(", ", missingSettings()), null, null,
					null);
		}
		String model = model(order);
		byte[] document = this.orders.document(order, capabilities().fitting(order.seconds()));
		FalClient.Outgoing outgoing = new FalClient.Outgoing(beforeSent);
		FalClient.Reply reply;
		try {
			reply = this.client.post(this.orders.address(model, reference), document, timeout, outgoing);
		}
		catch (IOException ex) {
			throw broken(ex, outgoing);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw broken(ex, outgoing);
		}
		if (!reply.isSuccess()) {
			throw FalError.of(reply, this.json, this.clock).toFailure(this.properties);
		}
		return accepted(model, reply);
	}

	private CallFailure broken(Exception failure, FalClient.Outgoing outgoing) {
		RuntimeException unmarked = outgoing.unmarked();
		if (unmarked != null) {
			throw unmarked;
		}
		String reason = this.properties
			.withoutKey((failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getSimpleName());
		if (outgoing.abandon()) {
			return new CallFailure(Kind.ANSWER_LOST,
					"fal.ai's answer was lost: " + reason + ". The video may be made and billed", null, null, failure);
		}
		return new CallFailure(Kind.RETRYABLE, Trouble.DOWN,
				"fal.ai was not reached: " + reason
						+ ". The request was not sent in full. Check the network and FAL_QUEUE_URL",
				null, null, failure);
	}

	private RemoteCall accepted(String model, FalClient.Reply reply) throws CallFailure {
		JsonNode answer = FalError.tree(reply.body(), this.json);
		String requestId = text(answer, "request_id");
		if (requestId == null) {
			throw new AnswerNotUnderstood("fal.ai's answer to the order of a video names no request (HTTP "
					+ reply.status() + "). Check FAL_QUEUE_URL");
		}
		RemoteCall usual = found(model, requestId);
		return new RemoteCall(PROVIDER, model, requestId, trusted(answer, "status_url", usual.statusUrl()),
				trusted(answer, "response_url", usual.responseUrl()), trusted(answer, "cancel_url", usual.cancelUrl()));
	}

	/**
	 * The key goes to these addresses, so they must be the queue's.
	 */
	private @Nullable String trusted(JsonNode answer, String name, @Nullable String usual) {
		String told = text(answer, name);
		URI address = (told != null) ? FalOrders.address(told) : null;
		return (address != null && this.hosts.isQueues(address)) ? told : usual;
	}

	private static @Nullable String text(JsonNode node, String name) {
		JsonNode value = node.path(name);
		return (value.isString() && !value.asString().isBlank()) ? value.asString().strip() : null;
	}

	@Override
	public RemoteCall found(String model, String requestId) {
		String base = this.orders.requests(model, requestId);
		return new RemoteCall(PROVIDER, model, requestId, base + "/status", base, base + "/cancel");
	}

	@Override
	public RemoteState look(RemoteCall call) throws CallFailure {
		FalClient.Reply status = ask(call.statusUrl());
		if (!status.isSuccess()) {
			throw cannotTell(status);
		}
		JsonNode told = FalError.tree(status.body(), this.json);
		String word = String.valueOf(text(told, "status"));
		return switch (word) {
			case "IN_QUEUE" -> new RemoteState.Queued(
					told.path("queue_position").isInt() ? told.path("queue_position").intValue() : null);
			case "IN_PROGRESS" -> new RemoteState.Working(null);
			case "COMPLETED" -> result(call);
			default -> throw new CallFailure(Kind.RETRYABLE, Trouble.UNKNOWN, "fal.ai tells a state that is not known",
					null, call.requestId(), null);
		};
	}

	private RemoteState result(RemoteCall call) throws CallFailure {
		FalClient.Reply reply = ask(call.responseUrl());
		if (reply.isSuccess()) {
			String url = text(FalError.tree(reply.body(), this.json).path("video"), "url");
			URI media = (url != null) ? FalOrders.address(url) : null;
			return (media != null) ? new RemoteState.Done(media)
					: new RemoteState.Failed("fal.ai's result names no video (request " + call.requestId() + ")", true);
		}
		FalError error = FalError.of(reply, this.json, this.clock);
		if (PASSING.contains(reply.status()) && !(error.own() && reply.status() == 504) || !error.own()) {
			throw cannotTell(reply);
		}
		// fal bills no server error; what it refuses it may bill, if a machine looked at
		// it.
		return new RemoteState.Failed(this.properties.withoutKey(error.describe()), reply.status() < 500);
	}

	private FalClient.Reply ask(@Nullable String address) throws CallFailure {
		if (address == null) {
			throw new CallFailure(Kind.FINAL, "fal.ai named no address", null, null, null);
		}
		try {
			return this.client.get(URI.create(address), PATIENCE, true);
		}
		catch (IOException ex) {
			throw new CallFailure(Kind.RETRYABLE, Trouble.DOWN, "fal.ai was not reached", null, null, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallFailure(Kind.RETRYABLE, Trouble.UNKNOWN, "Interrupted while fal.ai was asked", null, null,
					ex);
		}
	}

	private CallFailure cannotTell(FalClient.Reply reply) {
		FalError error = FalError.of(reply, this.json, this.clock);
		return new CallFailure(Kind.RETRYABLE, (reply.status() == 429) ? Trouble.RATE_LIMIT : Trouble.DOWN,
				this.properties.withoutKey(error.describe()), error.retryAfter(), error.requestId(), null);
	}

	@Override
	public Duration pauseAfter(int looks) {
		return this.properties.pauseAfter(looks);
	}

	@Override
	public InputStream read(RemoteState.Done done) throws IOException, LinkExpired, CallFailure {
		return this.media.read(done.media());
	}

	@Override
	public void cancel(RemoteCall call) {
		if (call.cancelUrl() == null) {
			return;
		}
		try {
			FalClient.Reply reply = this.client.put(URI.create(call.cancelUrl()), PATIENCE);
			logger.info("fal.ai was told to cancel request {}: HTTP {}", call.requestId(), reply.status());
		}
		catch (IOException ex) {
			logger.warn("fal.ai could not be told to cancel request {}: {}", call.requestId(), ex.toString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
