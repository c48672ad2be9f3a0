package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What strangers can send to one part of the service, tried by the thousand. A subclass
 * says what the part is and what must hold for every input; {@link #run(byte[])} keeps
 * nothing from one input to the next. With every build the seeds and all that was ever
 * found are tried, and a number of mutations that are the same on each machine; with
 * {@code -Plong} mutations and Jazzer have {@code -Dfuzz.seconds} (600) in all.
 */
public abstract class FuzzTests {

	private static final long SEED = 20261127;

	private final String name;

	private final int inputs;

	/**
	 * Create the tests.
	 * @param name the folder of the seeds, below {@code src/test/resources/fuzz}
	 * @param inputs how many mutations are tried with every build
	 */
	protected FuzzTests(String name, int inputs) {
		this.name = name;
		this.inputs = inputs;
	}

	/**
	 * Try one input.
	 * @param input what a stranger sends
	 * @throws Exception if it does what no input may do; an {@link Error} does as well
	 */
	protected abstract void run(byte[] input) throws Exception;

	/**
	 * Make a new input from one that is known.
	 * @param input the one that is known
	 * @param other another one, to take parts from
	 * @param random decides what is done
	 * @return the new input
	 */
	protected byte[] mutate(byte[] input, byte[] other, Random random) {
		return ByteMutations.mutate(input, other, random);
	}

	/**
	 * Return the inputs to begin with.
	 * @return by name, in the order of their names
	 */
	protected List<FuzzSeed> seeds() {
		return FuzzSeed.in(this.name);
	}

	@TestFactory
	Stream<DynamicTest> seedsAndFindingsPass() {
		List<FuzzSeed> seeds = seeds();
		assertThat(seeds).isNotEmpty();
		return seeds.stream().map((seed) -> DynamicTest.dynamicTest(seed.name(), () -> run(seed.bytes())));
	}

	@Test
	void mutationsPass() throws Exception {
		System.out.printf("Fuzzing %s with %d inputs, seed %d%n", this.name, this.inputs, SEED);
		List<FuzzSeed> seeds = seeds();
		Random random = new Random(SEED);
		for (int i = 0; i < this.inputs; i++) {
			tryMutation(seeds, random, "mutation " + i + " of seed " + SEED);
		}
	}

	@Test
	@Tag("long")
	void mutationsPassForLong() throws Exception {
		long seed = Long.getLong("fuzz.seed", System.nanoTime());
		List<FuzzSeed> seeds = seeds();
		Random random = new Random(seed);
		long begin = System.nanoTime();
		long tried = 0;
		while (System.nanoTime() - begin < time().toNanos()) {
			tryMutation(seeds, random, "mutation " + tried + " of -Dfuzz.seed=" + seed);
			tried++;
		}
		report("mutations", tried, begin);
	}

	@Test
	@Tag("long")
	void jazzerFindsNothing() throws Exception {
		long begin = System.nanoTime();
		report("Jazzer", new JazzerRun(getClass(), seeds(), findings()).run(time()), begin);
	}

	private void report(String what, long tried, long begin) {
		double seconds = (System.nanoTime() - begin) / 1e9;
		System.out.printf("[FUZZ] %s: %s tried %d inputs in %.0f s, %.0f a second%n", this.name, what, tried, seconds,
				tried / seconds);
	}

	private static Duration time() {
		return Duration.ofSeconds(Long.getLong("fuzz.seconds", 600)).dividedBy(2);
	}

	private void tryMutation(List<FuzzSeed> seeds, Random random, String which) throws Exception {
		byte[] input = mutate(any(seeds, random), any(seeds, random), random);
		try {
			run(input);
		}
		catch (Exception | Error ex) {
			Path file = keep(input);
			throw new AssertionError("%s: %s (%d bytes) fails; once it is mended, keep %s in src/test/resources/fuzz/%s"
				.formatted(this.name, which, input.length, file, this.name), ex);
		}
	}

	private static byte[] any(List<FuzzSeed> seeds, Random random) {
		return seeds.get(random.nextInt(seeds.size())).bytes();
	}

	private Path keep(byte[] input) throws IOException {
		return Files.write(findings().resolve(Integer.toHexString(Arrays.hashCode(input))), input);
	}

	private Path findings() {
		try {
			return Files.createDirectories(Path.of("target", "fuzz", this.name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
