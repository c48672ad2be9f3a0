package io.wxomedia.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventTable} on H2.
 */
class H2EventTableTests extends EventTableTests {

	H2EventTableTests() {
		super(TestDatabase.h2());
	}

	@Test
	void eventsOfOneTransactionKeepTheirOrderThoughItCommitsWhileTheyAreNumbered() throws Exception {
		LogFixture log = new LogFixture(database());
		UUID job = log.job("alice");
		UUID other = log.job("bob");
		try (Connection connection = database().dataSource().getConnection()) {
			connection.setAutoCommit(false);
			EventTable within = log.table(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
			EventTable outside = log.table();
			within.insert(LogFixture.event(job, "alice", 1));
			outside.insert(LogFixture.event(other, "bob", 1));
			within.insert(LogFixture.event(job, "alice", 2));
			outside.insert(LogFixture.event(other, "bob", 2));
			log.table(new JdbcTemplate(database().dataSource()) {

				@Override
				public int update(String sql, @Nullable PreparedStatementSetter values) {
					if (sql.startsWith("update job_event set")) {
						commit(connection);
					}
					return super.update(sql, values);
				}

			}).number();
			assertThat(outside.after(new EventScope.OfOwner("alice"), 0, 10)).extracting(Event::data)
				.containsExactly("{\"number\":1}", "{\"number\":2}");
			assertThat(outside.after(new EventScope.OfOwner("bob"), 0, 10)).extracting(Event::data)
				.containsExactly("{\"number\":1}", "{\"number\":2}");
		}
	}

	private static void commit(Connection connection) {
		try {
			connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
