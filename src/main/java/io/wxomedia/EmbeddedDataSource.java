package io.wxomedia;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
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

	/**
	 * Return whether the commits of a database may share their writes: those that are
	 * asked to be written at once, and come from this process alone.
	 * @param address the address of an H2 database
	 */
	static boolean takes(String address) {
		String options = address.toUpperCase(Locale.ROOT) + ";";
		return options.contains(";WRITE_DELAY=0;") && !options.contains(";AUTO_SERVER=TRUE");
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
	 * What is no file is left as it is.
	 */
	private Connection sharing(Connection connection) throws SQLException {
		try {
			if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
				MVStore store = session.getDatabase().getStore().getMvStore();
				if (store.isPersistent() && !store.isReadOnly()) {
					// A new connection sets what its address says, so this comes after.
					store.setAutoCommitDelay(WRITES_NOTHING_BY_ITSELF);
					return proxy(Connection.class, new Sharing(connection, commits(store)));
				}
			}
			return connection;
		}
		catch (SQLException | RuntimeException ex) {
			connection.close();
			throw DbException.toSQLException(ex);
		}
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
	 * have changed or locked something: a commit, a rollback, since part of it may have
	 * been committed by the way, a statement outside of a transaction, and a change of
	 * mode.
	 */
	private static final class Sharing implements InvocationHandler {

		/**
		 * What more than reads, or reads more than is committed, though it begins with
		 * {@code select}: rows that are locked or changed, numbers that are drawn,
		 * several statements.
		 */
		private static final Pattern MORE_THAN_READING = Pattern
			.compile("(?i)\\bfor\\s+update\\b|\\btable\\s*\\(|\\bnextval\\b|\\bnext\\s+value\\b|;");

		private final Connection connection;

		private final GroupCommit commits;

		private boolean inTransaction;

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
				case "setAutoCommit" -> {
					this.inTransaction = arguments != null && Boolean.FALSE.equals(arguments[0]);
					written();
				}
				case "commit", "setTransactionIsolation" -> written();
				case "rollback" -> {
					// To a savepoint is no end.
					if (arguments == null) {
						written();
					}
				}
				default -> {
					if (result instanceof Statement statement && mayChange(arguments)) {
						return proxy(method.getReturnType().asSubclass(Statement.class), watching(statement));
					}
				}
			}
			return result;
		}

		private InvocationHandler watching(Statement statement) {
			return (proxy, method, arguments) -> method.getName().startsWith("execute")
					? execute(statement, method, arguments) : EmbeddedDataSource.invoke(statement, method, arguments);
		}

		private @Nullable Object execute(Statement statement, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			this.changed = true;
			Object result;
			try {
				result = EmbeddedDataSource.invoke(statement, method, arguments);
			}
			catch (SQLException ex) {
				// The beginning of a batch may have been committed.
				try {
					statementEnds();
				}
				catch (SQLException unwritten) {
					ex.addSuppressed(unwritten);
				}
				throw ex;
			}
			statementEnds();
			return result;
		}

		private void statementEnds() throws SQLException {
			if (!this.inTransaction) {
				written();
			}
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
			String statement = sql.stripLeading();
			return !statement.regionMatches(true, 0, "select", 0, "select".length())
					|| MORE_THAN_READING.matcher(statement).find();
		}

	}

}
