package io.wxomedia;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LightCompilation}.
 */
class LightCompilationTests {

	@Test
	void jvmTakesTheDirectives(@TempDir Path directory) throws IOException, InterruptedException {
		assertThat(compiled(directory, LightCompilation.directives())).contains("2 compiler directives added")
			.containsPattern(optimised("java.util.Base64$Encoder"))
			.doesNotContainPattern(optimised(Hot.class.getName()));
	}

	/** What the test above must not find is there when nobody keeps the compiler off. */
	@Test
	void jvmWouldHaveCompiledMore(@TempDir Path directory) throws IOException, InterruptedException {
		assertThat(compiled(directory, "[{match: [\"no/Such.*\"], c2: {Enable: true}}]"))
			.containsPattern(optimised(Hot.class.getName()));
	}

	@Test
	void serviceSendsThem(@TempDir Path directory) throws IOException, InterruptedException {
		assertThat(output(directory,
				List.of("-XX:+PrintCompilation", "-cp", System.getProperty("java.class.path"),
						Sending.class.getName())))
			.contains("excluded by CompileCommand")
			.doesNotContain("compiles as it likes");
	}

	@Test
	void jdkHasThePackages() {
		Set<String> packages = ModuleLayer.boot()
			.modules()
			.stream()
			.flatMap((module) -> module.getPackages().stream())
			.map((name) -> name.replace('.', '/'))
			.collect(Collectors.toSet());
		assertThat(LightCompilation.LOOPS).allSatisfy((loop) -> {
			String directory = loop.substring(0, loop.lastIndexOf('/'));
			boolean ours = getClass().getClassLoader().getResource(directory) != null;
			assertThat(ours || packages.stream().anyMatch((name) -> name.startsWith(directory))).as(loop).isTrue();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:TieredStopAtLevel=1", "-Xint", "-XX:-TieredCompilation",
			"-XX:CompilerDirectivesFile=own.json" })
	void whoeverChoseKeepsTheChoice(String option) {
		assertThat(LightCompilation.isChosen(List.of("-Xmx1g", option))).isTrue();
		assertThat(LightCompilation.isChosen(List.of("-Xmx1g", "-XX:+UseSerialGC"))).isFalse();
	}

	/** A line of PrintCompilation: time, number, flags, level, method. */
	private static Pattern optimised(String type) {
		return Pattern.compile("(?m)^ +\\d+ +\\d+[ %sb!n]+4 +" + Pattern.quote(type) + "::");
	}

	private static String compiled(Path directory, String directives) throws IOException, InterruptedException {
		Path file = Files.writeString(directory.resolve("directives.json"), directives);
		return output(directory, List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:CompilerDirectivesFile=" + file,
				"-XX:+PrintCompilation", "-cp", System.getProperty("java.class.path"), Hot.class.getName()));
	}

	private static String output(Path directory, List<String> arguments) throws IOException, InterruptedException {
		Path output = directory.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		builder.command().addAll(arguments);
		Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		String said = Files.readString(output);
		assertThat(process.exitValue()).as(said).isZero();
		return said;
	}

	public static final class Hot {

		private Hot() {
		}

		public static void main(String[] arguments) {
			byte[] bytes = new byte[300];
			long sum = 0;
			for (int round = 0; round < 200_000; round++) {
				sum += step(round);
				sum += java.util.Base64.getEncoder().encode(bytes).length;
			}
			System.out.println(sum);
		}

		private static int step(int round) {
			int sum = round;
			for (int bit = 0; bit < 32; bit++) {
				sum = sum * 31 + (sum >>> bit);
			}
			return sum;
		}

	}

	public static final class Sending {

		private Sending() {
		}

		public static void main(String[] arguments) {
			LightCompilation.begin();
			Hot.main(arguments);
		}

	}

}
