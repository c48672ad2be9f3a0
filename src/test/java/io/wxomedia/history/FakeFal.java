package io.wxomedia.history;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import io.wxomedia.history.History.Call;
import io.wxomedia.history.History.Outcome;
import io.wxomedia.history.Videos.Webhook;
import io.wxomedia.testing.FalStub;

/**
 * fal: makes a video in a second. Of two videos it tells of one by webhook, until that
 * was heard and then once more, to any instance, and forged before; the other is found by
 * who looks.
 */
class FakeFal implements AutoCloseable {

	private static final int MAKING_MILLIS = 1000;

	private static final int FEW = 2;

	private final FalStub stub = FalStub.start();

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private final Map<String, Integer> told = new HashMap<>();

	private final List<Webhook> webhooks = new CopyOnWriteArrayList<>();

	private final IntUnaryOperator portOf;

	private int visits;

	FakeFal(IntUnaryOperator portOf) {
		this.portOf = portOf;
		this.stub.hold();
	}

	void start() {
		this.thread.scheduleWithFixedDelay(this::work, 100, 100, TimeUnit.MILLISECONDS);
	}

	Map<String, String> settings() {
		return Map.of("FAL_KEY", FalStub.KEY, "FAL_QUEUE_URL", this.stub.queueUrl(), "FAL_JWKS_URL",
				this.stub.jwksUrl(), "FAL_POLL_SECONDS", "0.5", "PUBLIC_URL", "http://127.0.0.1:9");
	}

	/**
	 * Have the troubles that OpenAI has, for the next orders.
	 * @param how the word for it
	 */
	void behave(String how) {
		this.stub.willTake(how.equals("slow") ? 700 : 0);
		switch (how) {
			case "429", "500", "503" -> this.stub.refuse(Integer.parseInt(how), FEW);
			case "lost" -> this.stub.loseAnswers(FEW);
			default -> {
				this.stub.refuse(0, 0);
				this.stub.loseAnswers(0);
			}
		}
	}

	/**
	 * Return the orders that arrived. A video is under way until it is made.
	 */
	List<Call> calls() {
		return this.stub.orders().stream().map((order) -> {
			Instant answered = order.answeredAt();
			String name = order.input().path("prompt").asString().split(" ")[0];
			return new Call(-1, name, -1, order.orderedAt(), order.orderedAt().plusMillis(2 * MAKING_MILLIS),
					(answered != null) ? Outcome.PICTURE : Outcome.LOST);
		}).toList();
	}

	/**
	 * Return what was told, by fal and in its name.
	 */
	List<Webhook> webhooks() {
		return List.copyOf(this.webhooks);
	}

	private void work() {
		List<FalStub.Request> orders = this.stub.orders();
		for (int i = 0; i < orders.size(); i++) {
			FalStub.Request order = orders.get(i);
			try {
				if (i % 2 == 0 && this.told.getOrDefault(order.id(), 0) == 0) {
					tell(order, false);
				}
				if (order.orderedAt().plusMillis(MAKING_MILLIS).isBefore(Instant.now())) {
					this.stub.finish(order.id());
					if (i % 2 == 0 && this.told.getOrDefault(order.id(), 0) < 3) {
						tell(order, true);
					}
				}
			}
			catch (RuntimeException | AssertionError ex) {
				// The instance is gone; another one is told next.
				continue;
			}
		}
	}

	private void tell(FalStub.Request order, boolean genuine) {
		URI given = URI.create(String.valueOf(order.webhook()));
		String address = "http://127.0.0.1:" + this.portOf.applyAsInt(this.visits++) + given.getPath() + "?"
				+ given.getQuery();
		Instant sent = Instant.now();
		int status = this.stub.tell(order, address, order.id(), sent, genuine).statusCode();
		this.webhooks.add(new Webhook("fal", order.id(), "done", genuine, sent, status));
		if (status == 200 || !genuine && status == 401) {
			this.told.merge(order.id(), 1, Integer::sum);
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
		this.stub.close();
	}

}
