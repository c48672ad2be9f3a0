package io.wxomedia.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the service should know about where it runs.
 */
public class PlatformAdvice {

	private static final int DEFAULT_GRACE_SECONDS = 25;

	private static final String USE_POSTGRESQL = "Set SPRING_DATASOURCE_URL to a PostgreSQL";

	private final Platform platform;

	private final String databaseUrl;

	private final Path dataDir;

	private final DataDisk disk;

	private final int graceSeconds;

	PlatformAdvice(Platform platform, String databaseUrl, Path dataDir, DataDisk disk, int graceSeconds) {
		this.platform = platform;
		this.databaseUrl = databaseUrl;
		this.dataDir = dataDir;
		this.disk = disk;
		this.graceSeconds = graceSeconds;
	}

	/**
	 * Return what is likely to hurt.
	 * @return the warnings; empty where all is well
	 */
	public List<Warning> warnings() {
		List<Warning> warnings = new ArrayList<>();
		add(warnings, database());
		add(warnings, grace());
		return warnings;
	}

	private @Nullable Warning database() {
		if (!this.platform.isCloud() || !this.databaseUrl.startsWith("jdbc:h2:")) {
			return null;
		}
		boolean codeEngine = this.platform.kind() == Platform.Kind.CODE_ENGINE;
		return switch (this.disk.kind()) {
			case TEMPORARY -> lost();
			case OBJECT_STORE -> unfit();
			// All that Code Engine can mount for data is a bucket.
			case VOLUME -> codeEngine ? unfit() : null;
			case UNKNOWN -> (this.platform.kind() != Platform.Kind.KUBERNETES) ? lost() : null;
		};
	}

	private Warning lost() {
		String other = (this.platform.kind() == Platform.Kind.KUBERNETES) ? ", or mount a persistent volume there" : "";
		return new Warning("The database is the embedded one in DATA_DIR=" + this.dataDir
				+ " on this instance's own disk (" + this.disk.type() + "). When " + this.platform.kind().title()
				+ " replaces the instance (update, move, scale-down), accepted jobs, results, pending callbacks "
				+ "and idempotency keys are lost.", USE_POSTGRESQL + other + ".");
	}

	private Warning unfit() {
		return new Warning(
				"The database is the embedded one in DATA_DIR=" + this.dataDir
						+ " on a bucket that is mounted as a disk (" + this.disk.type()
						+ "). It keeps no locks and rewrites files as a whole, so the database will break.",
				USE_POSTGRESQL + ".");
	}

	private @Nullable Warning grace() {
		if (this.platform.kind() != Platform.Kind.CODE_ENGINE || this.graceSeconds != DEFAULT_GRACE_SECONDS) {
			return null;
		}
		return new Warning(
				"SHUTDOWN_GRACE_SECONDS is 25, the default. Code Engine lets a stopping instance go on until the app's "
						+ "request timeout.",
				"Set SHUTDOWN_GRACE_SECONDS=540 and --request-timeout 600, and running jobs finish before an update "
						+ "or a move.");
	}

	private static void add(List<Warning> warnings, @Nullable Warning warning) {
		if (warning != null) {
			warnings.add(warning);
		}
	}

	/**
	 * Something that is likely to hurt.
	 *
	 * @param what what happens
	 * @param mend what to set
	 */
	public record Warning(String what, String mend) {

		/**
		 * Return both in one line, as the log has them.
		 * @return the line
		 */
		@Override
		public String toString() {
			return this.what + " " + this.mend;
		}

	}

}
