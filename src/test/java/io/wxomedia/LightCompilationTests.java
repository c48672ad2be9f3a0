package io.wxomedia;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LightCompilation}.
 */
class LightCompilationTests {

	private static final Pattern PIXELS = Pattern.compile("DataBuffer|getRGB|setRGB|getDataElements|getSamples");

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
	void serviceSendsThemFromAFolderWithABlankInItsName(@TempDir Path directory)
			throws IOException, InterruptedException {
		Path blank = Files.createDirectory(directory.resolve("Jane Doe"));
		assertThat(output(directory, "-Djava.io.tmpdir=" + blank, Sending.class)).contains("excluded by CompileCommand")
			.doesNotContain("JIT=light");
		assertThat(blank).isEmptyDirectory();
	}

	@Test
	void withoutATemporaryFolderItSaysSoAndGoesOn(@TempDir Path directory) throws IOException, InterruptedException {
		assertThat(output(directory, "-Djava.io.tmpdir=" + directory.resolve("none"), Sending.class))
			.contains("JIT=light has not begun as it should: java.nio.file.NoSuchFileException")
			.doesNotContain("excluded by CompileCommand");
	}

	@ParameterizedTest
	@CsvSource({ "light, -Xmx1g, true", "LIGHT, -Dname=-Xint, true", ", -XX:TieredStopAtLevel=2, true",
			"full, -Xmx1g, false", "FULL, -Xmx1g, false", "light, -XX:TieredStopAtLevel=1, false",
			"light, -Xint, false", "light, -XX:-TieredCompilation, false",
			"light, -XX:CompilerDirectivesFile=own.json, false" })
	void beginsUnlessSomebodyChoseOtherwise(@Nullable String jit, String option, boolean expected) {
		AtomicBoolean begun = new AtomicBoolean();
		MockEnvironment environment = new MockEnvironment();
		if (jit != null) {
			environment.setProperty("JIT", jit);
		}
		new LightCompilation(List.of("-Xss1m", option), () -> begun.set(true))
			.onApplicationEvent(new ApplicationEnvironmentPreparedEvent(new DefaultBootstrapContext(),
					new SpringApplication(), new String[0], environment));
		assertThat(begun.get()).isEqualTo(expected);
	}

	/**
	 * What is wrong with the argument is found when the listeners have had their turn,
	 * and ends the start.
	 */
	@ParameterizedTest
	@CsvSource({ "light, true", "full, false" })
	void serviceSendsThemAtItsStart(String jit, boolean expected, @TempDir Path directory)
			throws IOException, InterruptedException {
		ProcessBuilder service = program(directory, "-DJIT=" + jit, MediaApplication.class);
		service.command().add("--spring.main.banner-mode=neither");
		String said = said(service, 1);
		assertThat(said).contains("banner-mode");
		assertThat(said.contains("excluded by CompileCommand")).isEqualTo(expected);
	}

	@Test
	void whatIsNamedExists() throws IOException {
		Set<String> known = new HashSet<>();
		try (Stream<Path> files = Files.walk(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules"))) {
			files.map(Path::toString)
				.filter((name) -> name.endsWith(".class"))
				.map((name) -> name.substring(name.indexOf('/', "/modules/".length()) + 1))
				.forEach(known::add);
		}
		assertThat(LightCompilation.LOOPS).allSatisfy((loop) -> {
			String name = loop.substring(0, loop.length() - ".*".length());
			String start = name.replace("*", "");
			boolean fromJdk = known.stream()
				.anyMatch((file) -> name.endsWith("*") ? file.startsWith(start) : file.equals(name + ".class"));
			String resource = start.endsWith("/") ? start : start + ".class";
			assertThat(fromJdk || getClass().getClassLoader().getResource(resource) != null).as(loop).isTrue();
		});
	}

	@Test
	void ownClassesThatReadPixelsAreNamed() throws IOException {
		Path sources = Path.of("src/main/java");
		List<String> reading = new ArrayList<>();
		try (Stream<Path> files = Files.walk(sources)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				if (PIXELS.matcher(Files.readString(file)).find()) {
					reading.add(sources.relativize(file).toString().replace(".java", ""));
				}
			}
		}
		assertThat(reading).contains("io/wxomedia/picture/PngBand", "io/wxomedia/image/FallbackPicture")
			.allSatisfy((name) -> assertThat(LightCompilation.LOOPS)
				.anyMatch((loop) -> name.startsWith(loop.substring(0, loop.indexOf('*')))));
	}

	/** A line of PrintCompilation: time, number, flags, level, method. */
	private static Pattern optimised(String type) {
		return Pattern.compile("(?m)^ *\\d+ +\\d+[ %sb!n]+4 +" + Pattern.quote(type) + "::");
	}

	private static String compiled(Path directory, String directives) throws IOException, InterruptedException {
		Path file = Files.writeString(directory.resolve("directives.json"), directives);
		return output(directory, "-XX:CompilerDirectivesFile=" + file, Hot.class);
	}

	private static String output(Path directory, String option, Class<?> program)
			throws IOException, InterruptedException {
		return said(program(directory, option, program), 0);
	}

	/** Compilers that work in the background might be late. */
	private static ProcessBuilder program(Path directory, String option, Class<?> program) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xbatch", "-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintCompilation", option, "-cp",
				System.getProperty("java.class.path"), program.getName());
		builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
		return builder.redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile());
	}

	private static String said(ProcessBuilder program, int exitValue) throws IOException, InterruptedException {
		Process process = program.start();
		try {
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String said = Files.readString(Objects.requireNonNull(program.redirectOutput().file()).toPath());
		assertThat(process.exitValue()).as(said).isEqualTo(exitValue);
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
				sum += Base64.getEncoder().encode(bytes).length;
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
