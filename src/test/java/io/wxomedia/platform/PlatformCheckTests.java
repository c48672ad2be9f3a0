package io.wxomedia.platform;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlatformCheck}.
 */
class PlatformCheckTests {

	@Test
	void adviceIsRepeatedInTwoParts() {
		assertThat(run("CE_APP", 25)).hasSize(2).allSatisfy((line) -> {
			assertThat(line.level()).isEqualTo(Level.WARNING);
			assertThat(line.message()).endsWith(".").doesNotContain("Set ");
			assertThat(line.mend()).startsWith("Set S").endsWith(".");
		});
	}

	@Test
	void platformIsNamedWhereAllIsWell() {
		assertThat(run("NOTHING", 25))
			.containsExactly(new Finding("platform", Level.OK, "Runs on this machine.", null));
	}

	private static List<Finding> run(String variable, int graceSeconds) {
		Platform platform = PlatformTests.platform(variable + "=media");
		PlatformAdvice advice = new PlatformAdvice(platform, "jdbc:h2:async:/data/db/media", Path.of("/data"),
				new DataDisk(DataDisk.Kind.TEMPORARY, "overlay"), graceSeconds);
		Findings findings = new Findings("platform", Clock.systemUTC());
		new PlatformCheck(platform, advice).run(findings);
		return findings.lines();
	}

}
