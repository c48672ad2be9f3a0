package io.wxomedia.preflight;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * Checks that the database answers.
 */
class DatabaseCheck implements PreflightCheck {

	private static final int PATIENCE_SECONDS = 5;

	private static final String EMBEDDED = "jdbc:h2:";

	private static final String IN_USE = "90020";

	private static final String NONE_YET = "90146";

	private final DataSource dataSource;

	private final boolean embedded;

	DatabaseCheck(DataSource dataSource, String url) {
		this.dataSource = dataSource;
		this.embedded = url.startsWith(EMBEDDED);
	}

	@Override
	public String name() {
		return "database";
	}

	@Override
	public void run(Findings findings) {
		try (Connection connection = this.dataSource.getConnection()) {
			if (!connection.isValid(PATIENCE_SECONDS)) {
				throw new SQLException("the connection does not work");
			}
			findings.ok(this.embedded ? "The embedded database answers."
					: connection.getMetaData().getDatabaseProductName() + " answers.");
		}
		catch (SQLException ex) {
			judge(ex, findings);
		}
	}

	private void judge(SQLException failure, Findings findings) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (this.embedded && cause instanceof SQLException refused) {
				if (IN_USE.equals(refused.getSQLState())) {
					findings.ok("Not opened: another process has the embedded database open, most likely the running"
							+ " service. GET /preflight asks it.");
					return;
				}
				if (NONE_YET.equals(refused.getSQLState())) {
					findings.ok("There is no embedded database yet; the first start makes it.");
					return;
				}
			}
		}
		findings.problem("The database does not answer (" + reason(failure) + ").", this.embedded
				? "Check that the folder db in DATA_DIR can be written; if its files are damaged, restore them."
				: "Check SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD, and that the"
						+ " database can be reached from here.");
	}

	/**
	 * Drivers may repeat the URL, which may hold a password, so only the kind is told.
	 */
	private static String reason(SQLException failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		String state = (failure.getSQLState() != null) ? ", SQL state " + failure.getSQLState() : "";
		return cause.getClass().getSimpleName() + state;
	}

}
