package io.wxomedia.server;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 as the server speaks it, with what the service teaches it beside: see
 * {@link DoorProcessor}. Public because the server makes it by its name.
 */
public class DoorProtocol extends Http11NioProtocol {

	private long minBytesPerSecond;

	private Transfers transfers = new Transfers(1, 1);

	@Override
	public void init() throws Exception {
		// Who waits to be invited hears of a refusal without having sent anything.
		setContinueResponseTiming("onRead");
		// Of five threads one is kept for requests without a body and short answers.
		int most = Math.max(1, getMaxThreads() * 4 / 5);
		this.transfers = new Transfers(most, Math.max(1, most / 2));
		super.init();
	}

	@Override
	protected Processor createProcessor() {
		return new DoorProcessor(this, new DoorAdapter(getAdapter()));
	}

	/**
	 * Return how fast bodies and large answers must be.
	 * @return bytes a second on average, or 0 for no bound
	 */
	public long getMinBytesPerSecond() {
		return this.minBytesPerSecond;
	}

	/**
	 * Set how fast bodies and large answers must be.
	 * @param minBytesPerSecond bytes a second on average, or 0 for no bound
	 */
	public void setMinBytesPerSecond(long minBytesPerSecond) {
		this.minBytesPerSecond = minBytesPerSecond;
	}

	Transfers transfers() {
		return this.transfers;
	}

	/**
	 * Return whether connections are running short, so that none should be kept for a
	 * request that may never come.
	 */
	boolean isCrowded() {
		int most = getMaxConnections();
		return most > 0 && getConnectionCount() > most / 4L * 3;
	}

}
