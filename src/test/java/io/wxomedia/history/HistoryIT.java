package io.wxomedia.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for whole histories: a random programme of what callers, operators and failures
 * do, and an auditor who asks whether every promise was kept. In the long profile the
 * system properties {@code history.seed}, {@code history.seeds} and {@code history.steps}
 * say which programmes are run.
 */
class HistoryIT {

	private static final Logger logger = LoggerFactory.getLogger(HistoryIT.class);

	@Tag("slow")
	@Test
	void briefHistoryKeepsEveryPromise() throws Exception {
		List<String> violations = violations(Programme.of(Long.getLong("history.seed", 22), 70, true));
		assertThat(violations).isEmpty();
	}

	@Test
	@Tag("long")
	void longHistoriesKeepEveryPromise() throws Exception {
		long first = Long.getLong("history.seed", new Random().nextInt(1_000_000));
		int steps = Integer.getInteger("history.steps", 250);
		List<String> violations = new ArrayList<>();
		for (long seed = first; seed < first + Integer.getInteger("history.seeds", 5); seed++) {
			violations.addAll(violations(Programme.of(seed, steps, false)));
		}
		assertThat(violations).isEmpty();
	}

	private static List<String> violations(Programme programme) throws IOException, InterruptedException {
		logger.info("History of {}", programme);
		Path directory = Files.createTempDirectory("history-");
		try (World world = new World(programme.settings(), directory)) {
			try {
				History history = world.run(programme);
				List<String> violations = Auditor.violations(history);
				logger.info("{}: {}, {} violations", programme, history.summary(), violations.size());
				keep(programme, world, violations);
				return violations.stream().map((violation) -> programme + ": " + violation).toList();
			}
			catch (AssertionError ex) {
				keep(programme, world, List.of(String.valueOf(ex.getMessage())));
				throw new AssertionError(programme.toString(), ex);
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	/**
	 * What the processes said is needed to find out why.
	 */
	private static void keep(Programme programme, World world, List<String> violations) throws IOException {
		if (violations.isEmpty()) {
			return;
		}
		Path kept = Files.createDirectories(Path.of("target", "histories", Long.toString(programme.seed())));
		List<String> story = new ArrayList<>(violations);
		programme.steps().forEach((step) -> story.add(step.toString()));
		Files.write(kept.resolve("history.txt"), story);
		List<String> outputs = world.outputs();
		for (int i = 0; i < outputs.size(); i++) {
			Files.writeString(kept.resolve("process-" + i + ".log"), outputs.get(i));
		}
		logger.warn("The history of {} is in {}", programme, kept);
	}

}
