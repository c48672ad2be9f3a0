package io.wxomedia.fal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

import io.wxomedia.generation.LinkExpired;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;

/**
 * Reads what fal made, from fal's hosts only, wherever redirects lead. The key does not
 * go there. Thread-safe.
 */
class FalMedia {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int MOST_REDIRECTS = 3;

	private static final Set<Integer> GONE = Set.of(401, 403, 404, 410);

	private final FalClient client;

	private final FalHosts hosts;

	FalMedia(FalClient client, FalHosts hosts) {
		this.client = client;
		this.hosts = hosts;
	}

	/**
	 * Open a video.
	 * @param media its address, as fal wrote it
	 * @return its bytes, cut after five minutes; the caller closes it
	 * @throws LinkExpired if the address works no more
	 * @throws CallFailure if it is somebody else's
	 * @throws IOException if it cannot be read now
	 */
	InputStream read(URI media) throws IOException, LinkExpired, CallFailure {
		URI address = media;
		for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
			if (!this.hosts.isFals(address)) {
				throw new CallFailure(Kind.FINAL,
						"fal.ai gives the video as an address on " + address.getHost()
								+ ", which is not read: only fal's own hosts and FAL_QUEUE_URL are trusted",
						null, null, null);
			}
			HttpResponse<InputStream> answer = open(address);
			if (answer.statusCode() == 200) {
				return this.client.bounded(answer.body());
			}
			answer.body().close();
			String location = answer.headers().firstValue("location").orElse(null);
			if (answer.statusCode() / 100 != 3 || location == null) {
				throw notThere(answer.statusCode());
			}
			address = resolve(address, location);
		}
		throw new IOException("The video's address leads on and on");
	}

	private static URI resolve(URI address, String location) throws IOException {
		try {
			return address.resolve(location);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("The video's address leads to something that is no address", ex);
		}
	}

	private static IOException notThere(int status) throws LinkExpired {
		if (GONE.contains(status)) {
			throw new LinkExpired("The video's address answers HTTP " + status);
		}
		return new IOException("The video's address answers HTTP " + status);
	}

	private HttpResponse<InputStream> open(URI address) throws IOException {
		try {
			return this.client.open(address, PATIENCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while the video was opened", ex);
		}
	}

}
