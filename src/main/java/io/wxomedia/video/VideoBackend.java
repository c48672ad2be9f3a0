package io.wxomedia.video;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationRefused;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.destination.Purpose;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.exchange.AttemptUnderWay;
import io.wxomedia.exchange.OutgoingBody;
import io.wxomedia.exchange.Trouble;
import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * The operator's backend that makes videos and tells of them by webhook. Its address was
 * configured, so it may lie in a private network; cloud metadata never is a backend.
 * Thread-safe.
 */
class VideoBackend implements AutoCloseable {

	/**
	 * The same for each attempt, so that a backend can tell that it has the order.
	 */
	private static final String KEY = "Idempotency-Key";

	private final @Nullable URI url;

	private final @Nullable String secret;

	private final DestinationGuard guard;

	private final AttemptSender sender;

	VideoBackend(VideoProperties properties) {
		this.url = properties.backend();
		this.secret = properties.webhookSecret().first();
		this.guard = new DestinationGuard(new Purpose("Orders of videos", "VIDEO_BACKEND"),
				new AddressRules(PrivateNetworks.ALLOW, false, AllowedHosts.valueOf("")), false,
				InetAddress::getAllByName);
		this.sender = new AttemptSender(this.guard, properties.attemptTimeout());
	}

	boolean isConfigured() {
		return this.url != null;
	}

	/**
	 * Post an order once.
	 * @return how it went
	 * @throws InterruptedException if the service stops or the job is cancelled
	 */
	Attempt order(JobId id, OutgoingBody order) throws InterruptedException {
		if (this.url == null) {
			throw new IllegalStateException("There is no backend");
		}
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(KEY, id.toString());
		if (this.secret != null) {
			headers.put(WebhookSecrets.HEADER, this.secret);
		}
		try {
			return await(this.sender.prepare(this.url, headers, order));
		}
		catch (DestinationRefused ex) {
			return Attempt.failed(ex.reason(), Trouble.of(ex).word(), Duration.ZERO);
		}
	}

	private static Attempt await(AttemptUnderWay attempt) throws InterruptedException {
		CompletableFuture<Optional<Attempt>> end = new CompletableFuture<>();
		attempt.begin(end::complete);
		boolean ended = false;
		try {
			Optional<Attempt> made = end.get();
			ended = true;
			return made.orElseThrow(() -> new InterruptedException("The service stops"));
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("An attempt always ends with a result", ex);
		}
		finally {
			if (!ended) {
				attempt.cut();
			}
		}
	}

	@Override
	public void close() {
		this.sender.close();
		this.guard.close();
	}

}
