package io.wxomedia.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jazzer in a process of its own, which begins with the seeds and looks for inputs that
 * reach new code. In the process of the tests its agent would instrument all of them.
 */
class JazzerRun {

	private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

	private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in \\d+ second.*");

	private static final int SHOWN_LINES = 60;

	private final Class<? extends FuzzTests> target;

	private final List<FuzzSeed> seeds;

	private final Path findings;

	JazzerRun(Class<? extends FuzzTests> target, List<FuzzSeed> seeds, Path findings) {
		this.target = target;
		this.seeds = seeds;
		this.findings = findings;
	}

	long run(Duration time) throws IOException, InterruptedException {
		Assumptions.assumeTrue(isThere(), "Jazzer is there with -Plong only");
		Path corpus = Files.createDirectories(this.findings.resolve("corpus"));
		for (FuzzSeed seed : this.seeds) {
			Files.write(corpus.resolve("seed-" + seed.name().replace(':', '-')), seed.bytes());
		}
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-XX:+EnableDynamicAgentLoading", "-Djava.awt.headless=true", "-cp",
				System.getProperty("java.class.path"), "-D" + JazzerEntry.TARGET + "=" + this.target.getName(), JAZZER,
				"--target_class=" + JazzerEntry.class.getName(),
				"--instrumentation_includes=io.wxomedia.**:com.twelvemonkeys.**", "--disabled_hooks=.*",
				"--custom_hook_excludes=**", "--reproducer_path=" + this.findings, corpus.toString(),
				"-max_total_time=" + time.toSeconds(), "-timeout=120", "-rss_limit_mb=0",
				"-artifact_prefix=" + this.findings + "/")
			.redirectErrorStream(true)
			.start();
		try {
			return finish(process);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static boolean isThere() {
		try {
			Class.forName(JAZZER, false, JazzerRun.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private long finish(Process process) throws IOException, InterruptedException {
		Deque<String> last = new ArrayDeque<>();
		long runs = -1;
		try (BufferedReader output = process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				last.add(line);
				if (last.size() > SHOWN_LINES) {
					last.remove();
				}
				Matcher done = DONE.matcher(line);
				runs = (done.matches()) ? Long.parseLong(done.group(1)) : runs;
			}
		}
		assertThat(process.waitFor())
			.as(() -> "Jazzer found something, see %s:%n%s".formatted(this.findings, String.join("\n", last)))
			.isZero();
		assertThat(runs).as(() -> String.join("\n", last)).isPositive();
		return runs;
	}

}
