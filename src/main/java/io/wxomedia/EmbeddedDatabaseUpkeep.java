package io.wxomedia;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.wxomedia.payload.DiskSpace;
import org.h2.engine.Session;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Keeps the file of the embedded database small. Commits write a piece of their own
 * ({@link GroupCommit}), of which soon only a page or two are of use; H2 gathers those
 * pages in its background writer, which it does not start where commits are written at
 * once. So this does it: a little every second, more when nothing else is written.
 * <p>
 * A piece that nobody needs is overwritten after five seconds, and everything written is
 * forced to the disk each second before: what a power cut may need is still there.
 * <p>
 * It also gives the database the reserve of its disk before that is full, and takes the
 * reserve back later.
 */
class EmbeddedDatabaseUpkeep implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedDatabaseUpkeep.class);

	private static final int PAUSE_MILLIS = 1000;

	private static final int RETENTION_MILLIS = 5000;

	/**
	 * The share of a file that should be of use while it is written to, in percent.
	 */
	private static final int FILLED_AT_WORK = 30;

	private static final int FILLED_WHEN_IDLE = 90;

	/**
	 * What is rewritten at a time. A commit waits for it: some ten milliseconds.
	 */
	private static final int BYTES_AT_A_TIME = 2 * 1024 * 1024;

	/**
	 * Fewer writes than these since the last time are the upkeep's own and a heartbeat's.
	 */
	private static final int WRITES_WHEN_IDLE = 20;

	/**
	 * What was rewritten lately can be dropped after the retention only, so a few rounds
	 * may show nothing.
	 */
	private static final int MOST_FRUITLESS = 15;

	private final DataSource dataSource;

	private final DiskSpace disk;

	private @Nullable ScheduledExecutorService timer;

	private @Nullable MVStore store;

	private long writesBefore;

	private int fruitless;

	EmbeddedDatabaseUpkeep(DataSource dataSource, DiskSpace disk) {
		this.dataSource = dataSource;
		this.disk = disk;
	}

	@Override
	public synchronized void start() {
		if (!isEmbedded()) {
			return;
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("database-upkeep-");
		threads.setDaemon(true);
		this.timer = Executors.newSingleThreadScheduledExecutor(threads);
		this.timer.scheduleWithFixedDelay(this::run, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
	}

	private boolean isEmbedded() {
		try (Connection connection = this.dataSource.getConnection()) {
			return connection.isWrapperFor(JdbcConnection.class);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database does not answer", ex);
		}
	}

	private void run() {
		try {
			this.disk.tendReserve();
			MVStore open = open();
			if (open != null) {
				tidy(open);
			}
		}
		catch (SQLException | MVStoreException ex) {
			// Closed in between, or its disk is full: those who use it say so.
			logger.debug("The database's file cannot be tidied", ex);
		}
		catch (RuntimeException ex) {
			logger.warn("The database's file cannot be tidied; it goes on growing until it can", ex);
		}
	}

	/**
	 * The database is opened again when all its connections were closed in between.
	 */
	private @Nullable MVStore open() throws SQLException {
		MVStore open = this.store;
		if (open != null && !open.isClosed()) {
			return open;
		}
		try (Connection connection = this.dataSource.getConnection()) {
			Session session = connection.unwrap(JdbcConnection.class).getSession();
			if (!(session instanceof SessionLocal local)) {
				return null;
			}
			MVStore found = local.getDatabase().getStore().getMvStore();
			if (!found.isPersistent() || found.isReadOnly()) {
				return null;
			}
			found.setRetentionTime(RETENTION_MILLIS);
			this.store = found;
			return found;
		}
	}

	private void tidy(MVStore open) {
		FileStore<?> file = open.getFileStore();
		long written = file.getWriteCount() - this.writesBefore;
		boolean idle = written < WRITES_WHEN_IDLE;
		if (written > 0) {
			open.sync();
		}
		if (!idle) {
			this.fruitless = 0;
		}
		if (this.fruitless < MOST_FRUITLESS) {
			int filled = file.getChunksFillRate();
			long size = file.size();
			tidy(open, file, idle);
			boolean better = file.getChunksFillRate() > filled || file.size() < size;
			this.fruitless = better ? 0 : this.fruitless + 1;
		}
		this.writesBefore = file.getWriteCount();
	}

	private static void tidy(MVStore open, FileStore<?> file, boolean idle) {
		boolean rewritten = false;
		if (file.getChunksFillRate() < (idle ? FILLED_WHEN_IDLE : FILLED_AT_WORK)) {
			rewritten = open.compact(FILLED_WHEN_IDLE, BYTES_AT_A_TIME);
		}
		if (idle && file instanceof RandomAccessStore pieces) {
			// Nobody else commits what was rewritten, or drops what that left behind.
			if (rewritten) {
				open.commit();
			}
			pieces.compactMoveChunks(FILLED_WHEN_IDLE, BYTES_AT_A_TIME, open);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.timer != null) {
			this.timer.shutdown();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

}
