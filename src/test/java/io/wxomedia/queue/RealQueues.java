package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

/**
 * The durable queues of one instance, for tests of other packages.
 */
public final class RealQueues implements AutoCloseable {

	private final DurableQueues queues;

	private RealQueues(DurableQueues queues) {
		this.queues = queues;
	}

	/**
	 * Make queues that do not run yet.
	 * @param dataSource the database
	 * @param clock tells the time
	 * @param grace how long a stop waits
	 * @return the queues, which the caller closes
	 */
	public static RealQueues on(DataSource dataSource, Clock clock, Duration grace) {
		return new RealQueues(new DurableQueues(dataSource, clock, new ShutdownGrace(grace, clock), Role.ALL));
	}

	/**
	 * Return the queues.
	 * @return makes queues
	 */
	public WorkQueues queues() {
		return this.queues;
	}

	/**
	 * Begin to run entries.
	 */
	public void start() {
		this.queues.start();
	}

	/**
	 * Stop as the application does.
	 */
	@Override
	public void close() {
		if (this.queues.isRunning()) {
			this.queues.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
			this.queues.stop();
		}
		this.queues.destroy();
	}

}
