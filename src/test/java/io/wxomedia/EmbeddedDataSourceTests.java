package io.wxomedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.wxomedia.testing.Eventually;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EmbeddedDataSource}. What a kill would leave behind is a copy of the
 * file while the database is open.
 */
class EmbeddedDataSourceTests {

	private static final int THREADS = 8;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@SuppressWarnings("NullAway.Init")
	private EmbeddedDataSource database;

	/** Keeps the database open. */
	@SuppressWarnings("NullAway.Init")
	private Connection first;

	@BeforeEach
	void open() throws SQLException {
		this.database = new EmbeddedDataSource(new DriverManagerDataSource(url("media")));
		this.first = this.database.getConnection();
		try (Statement statement = this.first.createStatement()) {
			statement.execute("create table thing (id integer primary key, name varchar(20) default 'new')");
		}
	}

	@AfterEach
	void close() throws SQLException {
		this.threads.shutdownNow();
		this.first.close();
	}

	static Stream<Arguments> changes() {
		return Stream.of(change("a commit", (connection) -> {
			connection.setAutoCommit(false);
			insert(connection, 1);
			connection.commit();
		}), change("a statement outside of a transaction", (connection) -> insert(connection, 1)),
				change("a statement without parameters", (connection) -> {
					try (Statement statement = connection.createStatement()) {
						statement.executeUpdate("insert into thing (id) values (1)");
					}
				}), change("a batch", (connection) -> {
					try (PreparedStatement statement = connection
						.prepareStatement("insert into thing (id) values (?)")) {
						statement.setInt(1, 1);
						statement.addBatch();
						statement.executeBatch();
					}
				}), change("a query that changes", (connection) -> {
					try (PreparedStatement statement = connection
						.prepareStatement(" SELECT id from final table (insert into thing (id) values (1))");
							ResultSet rows = statement.executeQuery()) {
						assertThat(rows.next()).isTrue();
					}
				}), change("a query that changes, in several lines", (connection) -> {
					try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("""
							select id
							from final
								table (insert into thing (id) values (1))""")) {
						assertThat(rows.next()).isTrue();
					}
				}), change("a batch that fails at its end", (connection) -> {
					try (PreparedStatement statement = connection
						.prepareStatement("insert into thing (id) values (?)")) {
						for (int i = 0; i < 2; i++) {
							statement.setInt(1, 1);
							statement.addBatch();
						}
						assertThatExceptionOfType(BatchUpdateException.class).isThrownBy(statement::executeBatch);
					}
				}), change("what another statement commits by the way", (connection) -> {
					connection.setAutoCommit(false);
					insert(connection, 1);
					try (Statement statement = connection.createStatement()) {
						statement.execute("create table other (id integer)");
					}
					connection.rollback();
				}), change("a change of the isolation, which commits", (connection) -> {
					connection.setAutoCommit(false);
					insert(connection, 1);
					connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
				}), change("the return to one transaction for each statement", (connection) -> {
					connection.setAutoCommit(false);
					insert(connection, 1);
					connection.setAutoCommit(true);
				}), change("a commit after a statement was rolled back", (connection) -> {
					connection.setAutoCommit(false);
					insert(connection, 1);
					connection.rollback(savepointAndInsert(connection));
					connection.commit();
				}), change("a statement that was prepared in an earlier transaction", (connection) -> {
					connection.setAutoCommit(false);
					try (PreparedStatement statement = connection
						.prepareStatement("insert into thing (id) values (?)")) {
						connection.commit();
						statement.setInt(1, 1);
						statement.executeUpdate();
						connection.commit();
					}
				}));
	}

	private static Arguments change(String what, Change change) {
		return Arguments.argumentSet(what, change);
	}

	private static Savepoint savepointAndInsert(Connection connection) throws SQLException {
		Savepoint savepoint = connection.setSavepoint();
		insert(connection, 2);
		return savepoint;
	}

	@ParameterizedTest
	@MethodSource("changes")
	void changeIsOnDiskWhenItReturns(Change change) throws Exception {
		try (Connection connection = this.database.getConnection()) {
			change.make(connection);
			assertThat(onDisk("copy")).containsExactly(1);
		}
	}

	@Test
	void whatOnlyReadsWritesNothing() throws SQLException {
		try (Connection connection = this.database.getConnection()) {
			connection.setAutoCommit(false);
			long version = store().getCurrentVersion();
			try (Statement statement = connection.createStatement();
					ResultSet rows = statement.executeQuery("select id from thing")) {
				assertThat(rows.next()).isFalse();
			}
			connection.rollback();
			connection.commit();
			connection.setAutoCommit(true);
			assertThat(store().getCurrentVersion()).isEqualTo(version);
		}
	}

	@Test
	void commitsThatWaitForTheSameWriteShareIt() throws Exception {
		MVStore store = store();
		long version = store.getCurrentVersion();
		CountDownLatch written = new CountDownLatch(1);
		Future<?> slow = this.threads.submit(() -> store.executeFilestoreOperation(() -> await(written)));
		List<Future<?>> commits = new ArrayList<>();
		for (int i = 1; i < THREADS; i++) {
			int id = i;
			commits.add(this.threads.submit(() -> {
				insert(id);
				return null;
			}));
		}
		JdbcClient jdbc = JdbcClient.create(this.database);
		Eventually.within(Duration.ofSeconds(60),
				() -> assertThat(jdbc.sql("select count(*) from thing").query(Integer.class).single())
					.isEqualTo(THREADS - 1));
		assertThat(commits).noneMatch(Future::isDone);
		written.countDown();
		slow.get();
		for (Future<?> commit : commits) {
			commit.get();
		}
		assertThat(store.getCurrentVersion() - version).isBetween(1L, 3L);
		assertThat(onDisk("copy")).hasSize(THREADS - 1);
	}

	@Test
	void nothingThatReturnedIsLostWhenManyCommitAtOnce() throws Exception {
		Set<Integer> returned = ConcurrentHashMap.newKeySet();
		List<Future<?>> commits = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			int from = thread * 1000;
			commits.add(this.threads.submit(() -> {
				for (int id = from; id < from + 40; id++) {
					insert(id);
					returned.add(id);
				}
				return null;
			}));
		}
		for (int copy = 0; !commits.stream().allMatch(Future::isDone); copy++) {
			List<Integer> before = List.copyOf(returned);
			assertThat(onDisk("copy" + copy)).containsAll(before);
		}
		for (Future<?> commit : commits) {
			commit.get();
		}
		assertThat(onDisk("last")).hasSize(THREADS * 40);
	}

	/**
	 * It sees what is committed and not yet in the file, as whoever locks a row does.
	 */
	@Test
	void whoLocksARowWaitsForWhatItSaw() throws Exception {
		insert(1);
		CountDownLatch written = new CountDownLatch(1);
		MVStore store = store();
		Future<?> slow = this.threads.submit(() -> store.executeFilestoreOperation(() -> await(written)));
		Future<?> change = this.threads.submit(() -> change(1, "changed"));
		Future<String> lock = this.threads.submit(() -> {
			String seen = "";
			while (!seen.equals("changed")) {
				seen = lock(1, written);
			}
			return seen;
		});
		JdbcClient jdbc = JdbcClient.create(this.database);
		Eventually.within(Duration.ofSeconds(60),
				() -> assertThat(jdbc.sql("select name from thing").query(String.class).single()).isEqualTo("changed"));
		assertThat(change.isDone()).isFalse();
		assertThat(lock.isDone()).isFalse();
		written.countDown();
		slow.get();
		change.get();
		assertThat(lock.get()).isEqualTo("changed");
	}

	@Test
	void commitIntoAFileThatWasClosedFails() throws SQLException {
		GroupCommit commits = new GroupCommit(store());
		commits.await();
		store().closeImmediately();
		assertThatExceptionOfType(SQLException.class).isThrownBy(commits::await);
	}

	@Test
	void writeThatFailsIsToldAndTheDatabaseIsOpenedAgain() throws SQLException {
		insert(1);
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl(url("other"));
			pool.setMaximumPoolSize(1);
			DatabaseConfiguration.dependableConnections().postProcessBeforeInitialization(pool, "dataSource");
			JdbcClient jdbc = JdbcClient.create(pool);
			jdbc.sql("create table thing (id integer primary key)").update();
			try (Connection connection = pool.getConnection()) {
				MVStore store = ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase()
					.getStore()
					.getMvStore();
				connection.setAutoCommit(false);
				insert(connection, 1);
				breakFile(store);
				assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
			}
			jdbc.sql("insert into thing (id) values (2)").update();
			assertThat(jdbc.sql("select id from thing").query(Integer.class).list()).containsExactly(2);
		}
	}

	private static void breakFile(MVStore store) {
		try {
			FileChannel file = (FileChannel) ReflectionTestUtils.getField(store.getFileStore(), "fileChannel");
			assertThat(file).isNotNull();
			file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE | true
			;DB_CLOSE_ON_EXIT=FALSE | false
			;WRITE_DELAY=500;DB_CLOSE_ON_EXIT=FALSE | false
			;WRITE_DELAY=0 | true
			;WRITE_DELAY=0;AUTO_SERVER=TRUE | false
			;auto_server=true;write_delay=0 | false
			""")
	void whoAsksForSomethingElseGetsIt(String options, boolean shares) {
		assertThat(EmbeddedDataSource.takes("jdbc:h2:async:/data/media" + options)).isEqualTo(shares);
	}

	@Test
	void databaseInMemoryIsLeftAsItIs() throws SQLException {
		EmbeddedDataSource memory = new EmbeddedDataSource(new DriverManagerDataSource("jdbc:h2:mem:"));
		try (Connection connection = memory.getConnection()) {
			assertThat(connection).isInstanceOf(JdbcConnection.class);
		}
	}

	private void insert(int id) throws SQLException {
		try (Connection connection = this.database.getConnection()) {
			connection.setAutoCommit(false);
			insert(connection, id);
			connection.commit();
		}
	}

	private @Nullable Void change(int id, String name) throws SQLException {
		try (Connection connection = this.database.getConnection();
				PreparedStatement statement = connection.prepareStatement("update thing set name = ? where id = ?")) {
			statement.setString(1, name);
			statement.setInt(2, id);
			statement.executeUpdate();
		}
		return null;
	}

	private String lock(int id, CountDownLatch written) throws SQLException {
		try (Connection connection = this.database.getConnection()) {
			connection.setAutoCommit(false);
			String seen;
			try (PreparedStatement statement = connection
				.prepareStatement("select name from thing where id = ? for update")) {
				statement.setInt(1, id);
				try (ResultSet rows = statement.executeQuery()) {
					assertThat(rows.next()).isTrue();
					seen = rows.getString(1);
				}
			}
			connection.commit();
			assertThat(seen.equals("new") || written.getCount() == 0).isTrue();
			return seen;
		}
	}

	private static void insert(Connection connection, int id) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("insert into thing (id) values (?)")) {
			statement.setInt(1, id);
			statement.executeUpdate();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private MVStore store() throws SQLException {
		SessionLocal session = (SessionLocal) this.first.unwrap(JdbcConnection.class).getSession();
		return session.getDatabase().getStore().getMvStore();
	}

	private List<Integer> onDisk(String copy) throws IOException {
		Files.copy(this.directory.resolve("media.mv.db"), this.directory.resolve(copy + ".mv.db"));
		return JdbcClient.create(new DriverManagerDataSource(url(copy)))
			.sql("select id from thing")
			.query(Integer.class)
			.list();
	}

	private String url(String name) {
		return "jdbc:h2:async:" + this.directory.resolve(name) + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
	}

	/**
	 * What changes a table.
	 */
	@FunctionalInterface
	interface Change {

		void make(Connection connection) throws SQLException;

	}

}
