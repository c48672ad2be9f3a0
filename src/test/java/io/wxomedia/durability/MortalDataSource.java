package io.wxomedia.durability;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import io.wxomedia.durability.SideEffect.Moment;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The database as an instance sees it that may die: its connections break with it, and
 * what was not committed is undone.
 */
class MortalDataSource extends AbstractDataSource {

	private final DataSource database;

	private final Death death;

	private final Set<Connection> open = ConcurrentHashMap.newKeySet();

	MortalDataSource(DataSource database, Death death) {
		this.database = database;
		this.death = death;
		death.leaves(this::breakConnections);
	}

	private void breakConnections() {
		for (Connection connection : this.open) {
			try {
				if (!connection.isClosed() && !connection.getAutoCommit()) {
					connection.rollback();
				}
				connection.close();
			}
			catch (SQLException ex) {
				throw new IllegalStateException("The connection of a dead instance could not be broken", ex);
			}
		}
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.death.isBuried()) {
			throw new SQLException("The instance is dead");
		}
		this.death.mustLive();
		Connection connection = this.database.getConnection();
		this.open.add(connection);
		return proxy(Connection.class, new MortalConnection(connection));
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return getConnection();
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
	 * Knows which side effect the open transaction holds.
	 */
	private final class MortalConnection implements InvocationHandler {

		private final Connection connection;

		private @Nullable SideEffect pending;

		MortalConnection(Connection connection) {
			this.connection = connection;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
			Death death = MortalDataSource.this.death;
			switch (method.getName()) {
				case "prepareStatement" -> {
					death.mustLive();
					Object statement = Objects
						.requireNonNull(MortalDataSource.invoke(this.connection, method, arguments));
					String sql = String.valueOf((arguments != null) ? arguments[0] : "");
					return proxy(PreparedStatement.class, new MortalStatement(this, statement, sql));
				}
				case "commit" -> {
					SideEffect effect = this.pending;
					if (effect == null) {
						death.mustLive();
						return MortalDataSource.invoke(this.connection, method, arguments);
					}
					death.reach(effect, Moment.DURING);
					Object result = MortalDataSource.invoke(this.connection, method, arguments);
					this.pending = null;
					death.reach(effect, Moment.AFTER);
					return result;
				}
				case "rollback" -> this.pending = null;
				case "close" -> {
					if (death.isDead()) {
						// It was closed for the instance.
						return null;
					}
					MortalDataSource.this.open.remove(this.connection);
				}
				default -> {
					// Everything else is passed on.
				}
			}
			death.mustLive();
			return MortalDataSource.invoke(this.connection, method, arguments);
		}

	}

	/**
	 * Knows which side effect its statement has.
	 */
	private final class MortalStatement implements InvocationHandler {

		private final MortalConnection connection;

		private final Object statement;

		private final @Nullable SideEffect effect;

		MortalStatement(MortalConnection connection, Object statement, String sql) {
			this.connection = connection;
			this.statement = statement;
			this.effect = effect(sql.strip().replaceAll("\\s+", " "));
		}

		private static @Nullable SideEffect effect(String sql) {
			for (SideEffect effect : SideEffect.values()) {
				if (effect.isMadeBy(sql)) {
					return effect;
				}
			}
			return null;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
			Death death = MortalDataSource.this.death;
			SideEffect made = this.effect;
			if (made == null || !method.getName().startsWith("execute")) {
				if (!method.getName().equals("close")) {
					death.mustLive();
				}
				return MortalDataSource.invoke(this.statement, method, arguments);
			}
			death.reach(made, Moment.BEFORE);
			Object result = MortalDataSource.invoke(this.statement, method, arguments);
			if (this.connection.connection.getAutoCommit()) {
				death.reach(made, Moment.AFTER);
			}
			else {
				this.connection.pending = made;
			}
			return result;
		}

	}

}
