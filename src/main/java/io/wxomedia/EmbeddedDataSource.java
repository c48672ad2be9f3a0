package io.wxomedia;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

import javax.sql.DataSource;

import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections to the embedded database whose commits are on disk when they return, and
 * that share their writes ({@link GroupCommit}). Thread-safe; a connection is used by one
 * thread at a time.
 */
class EmbeddedDataSource extends DelegatingDataSource {

	/**
	 * Neither at each commit (0) nor by a thread of its own (more than 0).
	 */
	private static final int WRITES_NOTHING_BY_ITSELF = -1;

	private @Nullable GroupCommit commits;

	EmbeddedDataSource(DataSource database) {
		super(database);
	}

	@Override
	public Connection getConnection() throws SQLException {
		return sharing(super.getConnection());
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return sharing(super.getConnection(username, password));
	}

	/**
	 * What is no file, or a file of another process, is left as it is.
	 */
	private Connection sharing(Connection connection) throws SQLException {
		if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
			MVStore store = session.getDatabase().getStore().getMvStore();
			if (store.isPersistent() && !store.isReadOnly()) {
				// A new connection sets what its address says, so this comes after it.
				store.setAutoCommitDelay(WRITES_NOTHING_BY_ITSELF);
				return proxy(Connection.class, new Sharing(connection, commits(store)));
			}
		}
		return connection;
	}

	private synchronized GroupCommit commits(MVStore store) {
		GroupCommit known = this.commits;
		if (known == null || !known.isOf(store)) {
			known = new GroupCommit(store);
			this.commits = known;
		}
		return known;
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * A connection that waits for the write after whatever ends a transaction that may
	 * have changed something: a commit, a statement outside of a transaction, and the
	 * return to that mode.
	 */
	private static final class Sharing implements InvocationHandler {

		private final Connection connection;

		private final GroupCommit commits;

		private boolean changed;

		Sharing(Connection connection, GroupCommit commits) {
			this.connection = connection;
			this.commits = commits;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			Object result = EmbeddedDataSource.invoke(this.connection, method, arguments);
			switch (method.getName()) {
				case "commit", "setAutoCommit" -> written();
				case "rollback" -> this.changed = this.changed && arguments != null;
				default -> {
					if (result instanceof Statement statement && mayChange(arguments)) {
						return proxy(method.getReturnType().asSubclass(Statement.class), watching(statement));
					}
				}
			}
			return result;
		}

		private InvocationHandler watching(Statement statement) {
			return (proxy, method, arguments) -> {
				boolean executes = method.getName().startsWith("execute");
				this.changed |= executes;
				Object result = EmbeddedDataSource.invoke(statement, method, arguments);
				if (executes && this.connection.getAutoCommit()) {
					written();
				}
				return result;
			};
		}

		private void written() throws SQLException {
			if (this.changed) {
				this.commits.await();
				this.changed = false;
			}
		}

		private static boolean mayChange(@Nullable Object @Nullable [] arguments) {
			if (arguments == null || !(arguments[0] instanceof String sql)) {
				return true;
			}
			String statement = sql.strip().toLowerCase(Locale.ROOT);
			return !statement.startsWith("select") || statement.contains("final table");
		}

	}

}
