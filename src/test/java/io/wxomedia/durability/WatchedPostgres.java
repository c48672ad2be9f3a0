package io.wxomedia.durability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A PostgreSQL of its own, and what it uses.
 */
final class WatchedPostgres implements AutoCloseable {

	/**
	 * What Linux counts processor time in, of a second.
	 */
	private static final double TICKS = 100;

	private static final String SIZES = """
			select relname, pg_total_relation_size(relid) / 1024 as kb, pg_indexes_size(relid) / 1024 as index_kb,
				n_live_tup, n_dead_tup, n_tup_ins, n_tup_upd, n_tup_hot_upd, n_tup_del, autovacuum_count
			from pg_stat_user_tables where n_tup_ins > 100 order by kb desc
			""";

	private final EmbeddedPostgres postgres;

	private final JdbcClient jdbc;

	private final Connection connection;

	private WatchedPostgres(EmbeddedPostgres postgres, Connection connection) {
		this.postgres = postgres;
		this.connection = connection;
		this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
	}

	static WatchedPostgres start() throws IOException, SQLException {
		EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
		return new WatchedPostgres(postgres, postgres.getPostgresDatabase().getConnection());
	}

	EmbeddedPostgres postgres() {
		return this.postgres;
	}

	/**
	 * Return a client with one connection, for one thread: connections cost time of the
	 * database, which is measured.
	 */
	JdbcClient jdbc() {
		return this.jdbc;
	}

	/**
	 * Return the processor time of all its processes so far, also of those that have
	 * ended.
	 * @return the time in seconds
	 */
	double processorSeconds() {
		long backend = this.jdbc.sql("select pg_backend_pid()").query(Long.class).single();
		ProcessHandle server = ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
		return Stream.concat(Stream.of(server), server.children())
			.mapToDouble((process) -> processorSeconds(process.pid(), process == server))
			.sum();
	}

	/**
	 * Return the processor time of a process.
	 * @param pid the process
	 * @param children whether that of its children counts that have ended
	 * @return the time in seconds; 0 if it has just ended
	 */
	static double processorSeconds(long pid, boolean children) {
		Path stat = Path.of("/proc", Long.toString(pid), "stat");
		try {
			String line = Files.readString(stat);
			String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
			long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
			long ended = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
			return (children ? own + ended : own) / TICKS;
		}
		catch (IOException ex) {
			if (Files.exists(stat)) {
				throw new UncheckedIOException(ex);
			}
			return 0;
		}
	}

	/**
	 * Return how large its tables are, and how many of their rows are dead.
	 * @return a table for people
	 */
	String sizes() {
		return this.jdbc.sql(SIZES)
			.query((row,
					index) -> "%-18s %8d kB, of which indexes %8d kB; rows %8d, dead %8d; inserted %8d, updated %8d (%d in place), deleted %8d; autovacuum %d"
						.formatted(row.getString("relname"), row.getLong("kb"), row.getLong("index_kb"),
								row.getLong("n_live_tup"), row.getLong("n_dead_tup"), row.getLong("n_tup_ins"),
								row.getLong("n_tup_upd"), row.getLong("n_tup_hot_upd"), row.getLong("n_tup_del"),
								row.getLong("autovacuum_count")))
			.list()
			.stream()
			.collect(Collectors.joining("\n"));
	}

	@Override
	public void close() throws IOException, SQLException {
		this.connection.close();
		this.postgres.close();
	}

}
