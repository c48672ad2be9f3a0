package io.wxomedia.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * {@link WorkQueues} on db-scheduler. Starts the queues with the application and stops
 * them one after the other.
 */
class DurableQueues implements WorkQueues, SmartLifecycle, ApplicationListener<ContextClosedEvent>, DisposableBean {

	/**
	 * After the web server, which stops taking requests first.
	 */
	private static final int PHASE = 1000;

	private final DataSource dataSource;

	private final Clock clock;

	private final ShutdownGrace grace;

	private final Role role;

	/**
	 * Fits the column that names who holds a lease.
	 */
	private final String instanceName = "instance-" + UUID.randomUUID();

	private final List<DurableQueue> queues = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Where the database is, once it was asked.
	 */
	private @Nullable String url;

	DurableQueues(DataSource dataSource, Clock clock, ShutdownGrace grace, Role role) {
		this.dataSource = new TransactionAwareDataSourceProxy(dataSource);
		this.clock = clock;
		this.grace = grace;
		this.role = role;
	}

	@Override
	public WorkQueue create(Settings settings, WorkQueue.Worker worker) {
		DurableQueue queue = new DurableQueue(settings, worker, this.dataSource, this.clock, this.grace,
				this.instanceName, url().startsWith("jdbc:postgresql:"));
		this.queues.add(queue);
		return queue;
	}

	List<DurableQueue> all() {
		return this.queues;
	}

	@Override
	public void start() {
		this.running = true;
		if (!this.role.runsEntries()) {
			return;
		}
		boolean onlyInstance = url().startsWith("jdbc:h2:");
		this.queues.forEach((queue) -> queue.start(onlyInstance));
	}

	private synchronized String url() {
		if (this.url != null) {
			return this.url;
		}
		try (Connection connection = this.dataSource.getConnection()) {
			this.url = connection.getMetaData().getURL();
			return this.url;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database does not answer", ex);
		}
	}

	/**
	 * New work is not begun from the moment the stop begins, even while the web server
	 * still answers its last requests.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.grace.begin();
		if (!this.role.runsEntries()) {
			return;
		}
		this.queues.stream().filter((queue) -> !queue.drains()).forEach(DurableQueue::pause);
	}

	@Override
	public void stop() {
		this.running = false;
		if (!this.role.runsEntries()) {
			// What is due is not this instance's to finish.
			this.queues.forEach(DurableQueue::abandon);
			return;
		}
		this.queues.stream().sorted(DurableQueue.STOP_ORDER).forEach(DurableQueue::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * A queue that was stopped cannot be started again.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * A start that failed half-way leaves threads that would keep the process alive.
	 */
	@Override
	public void destroy() {
		this.queues.forEach(DurableQueue::abandon);
	}

}
