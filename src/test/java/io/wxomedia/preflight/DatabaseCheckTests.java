package io.wxomedia.preflight;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseCheck}.
 */
class DatabaseCheckTests {

	@Test
	void embeddedDatabaseAnswers(@TempDir Path directory) throws SQLException {
		String url = url(directory);
		DriverManager.getConnection(url).close();
		assertThat(check(url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", url)).extracting(Finding::level, Finding::message)
			.containsExactly(Level.OK, "The embedded database answers.");
	}

	@Test
	void embeddedDatabaseThatIsNotThereYetIsNotMade(@TempDir Path directory) {
		String url = url(directory);
		assertThat(check(url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", url)).extracting(Finding::level, Finding::message)
			.containsExactly(Level.OK, "There is no embedded database yet; the first start makes it.");
		assertThat(directory).isEmptyDirectory();
	}

	@Test
	void databaseThatDoesNotAnswerIsAProblemWithoutItsPassword() {
		DatabaseCheck check = new DatabaseCheck(new AbstractDataSource() {

			@Override
			public Connection getConnection() throws SQLException {
				throw new SQLException("jdbc:postgresql://db/media?password=hush refused", "08001");
			}

			@Override
			public Connection getConnection(String username, String password) throws SQLException {
				return getConnection();
			}

			@Override
			public void setLogWriter(PrintWriter writer) {
				throw new UnsupportedOperationException();
			}

		}, "jdbc:postgresql://db/media?password=hush");
		Finding line = run(check);
		assertThat(line.level()).isEqualTo(Level.PROBLEM);
		assertThat(line.message()).isEqualTo("The database does not answer (SQLException, SQL state 08001).");
		assertThat(line.mend()).contains("SPRING_DATASOURCE_URL").doesNotContain("hush");
	}

	private static Finding check(String url, String configured) {
		return run(new DatabaseCheck(new DriverManagerDataSource(url), configured));
	}

	private static Finding run(DatabaseCheck check) {
		Findings findings = new Findings(check.name(), Clock.systemUTC());
		check.run(findings);
		assertThat(findings.lines()).hasSize(1);
		return findings.lines().get(0);
	}

	private static String url(Path directory) {
		return "jdbc:h2:async:" + directory.resolve("media") + ";MODE=PostgreSQL;WRITE_DELAY=0";
	}

}
