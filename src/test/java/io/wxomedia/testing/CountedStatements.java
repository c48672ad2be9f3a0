package io.wxomedia.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Writes down what the service sends to its database, below its pool: each execution of a
 * statement, of which a batch is one, and each commit of a transaction. To be imported
 * into the tested service.
 */
public class CountedStatements implements BeanPostProcessor {

	private final List<Execution> executions = new CopyOnWriteArrayList<>();

	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean instanceof HikariDataSource pool) {
			AbstractDriverBasedDataSource database = new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(),
					pool.getPassword());
			pool.setDataSource(proxy(DataSource.class, (proxy, method, arguments) -> {
				Object result = invoke(database, method, arguments);
				return (result instanceof Connection connection)
						? proxy(Connection.class, new CountedConnection(connection)) : result;
			}));
		}
		return bean;
	}

	/**
	 * Forget what was written down.
	 */
	public void reset() {
		this.executions.clear();
	}

	/**
	 * Return what was executed, in order.
	 * @param wanted the executions of interest
	 * @return statements and commits
	 */
	public List<Execution> executions(Predicate<Execution> wanted) {
		return this.executions.stream().filter(wanted).toList();
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			Throwable cause = ex.getCause();
			throw (cause != null) ? cause : ex;
		}
	}

	/**
	 * A statement that was executed, or a commit.
	 *
	 * @param thread the name of the thread
	 * @param sql the statement on one line, or {@code commit}
	 * @param alone whether it was a transaction of its own
	 */
	public record Execution(String thread, String sql, boolean alone) {

		/**
		 * Return whether it is a commit and not a statement.
		 * @return whether it ends a transaction of several statements
		 */
		public boolean isCommit() {
			return this.sql.equals("commit");
		}

		/**
		 * Return whether it is a statement that writes and commits by itself.
		 * @return whether it was committed with what it changed
		 */
		public boolean isWriteAlone() {
			return this.alone && !this.sql.startsWith("select ");
		}

		@Override
		public String toString() {
			return "[" + this.thread + "] " + (this.alone ? "(alone) " : "") + this.sql;
		}

	}

	/**
	 * Writes down its commits and what its statements execute.
	 */
	private final class CountedConnection implements InvocationHandler {

		private final Connection connection;

		CountedConnection(Connection connection) {
			this.connection = connection;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
			Object result = CountedStatements.invoke(this.connection, method, arguments);
			if (method.getName().equals("commit")) {
				write("commit", false);
			}
			if (!(result instanceof Statement)) {
				return result;
			}
			String prepared = (arguments != null && arguments[0] instanceof String sql) ? sql : "";
			return proxy(method.getReturnType(), (statement, executed, values) -> {
				if (executed.getName().startsWith("execute")) {
					String sql = (values != null && values[0] instanceof String text) ? text : prepared;
					write(sql.strip().replaceAll("\\s+", " "), this.connection.getAutoCommit());
				}
				return CountedStatements.invoke(Objects.requireNonNull(result), executed, values);
			});
		}

		private void write(String sql, boolean alone) {
			CountedStatements.this.executions.add(new Execution(Thread.currentThread().getName(), sql, alone));
		}

	}

}
