package io.wxomedia;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Keeps the JVM's optimising compiler (C2) to loops over bytes and pixels, unless JIT is
 * {@code full}; the quick one (C1) compiles all else. What C2 costs a start and the first
 * thousands of jobs is in docs/performance.md. The loops are what it is needed for: C1
 * knows none of the processor's instructions for AES, SHA or Base64.
 * <p>
 * A jar cannot choose options of the JVM that runs it, but HotSpot takes compiler
 * directives (JEP 165) while it runs. What cannot be sent costs speed and nothing else.
 */
class LightCompilation implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	/**
	 * A processor's instruction is put into the code of whoever calls the method that it
	 * stands for, so the callers have to be here as well.
	 */
	static final List<String> LOOPS = List.of(
			// Pixels and videos, our own and those of libraries.
			"io/wxomedia/picture/*.*", "io/wxomedia/image/FallbackPicture*.*", "io/wxomedia/demo/*.*",
			"io/wxomedia/clip/*.*", "org/jcodec/*.*", "com/twelvemonkeys/*.*", "java/awt/*.*", "sun/awt/*.*",
			"sun/java2d/*.*", "javax/imageio/*.*", "com/sun/imageio/*.*",
			// Pictures in texts and in rows.
			"io/wxomedia/base64/*.*", "io/wxomedia/openai/EditStream*.*", "java/util/Base64*.*",
			"tools/jackson/core/json/UTF8JsonGenerator.*", "org/postgresql/util/PGbytea.*", "java/lang/StringCoding.*",
			"java/lang/StringLatin1.*", "java/lang/StringUTF16.*", "sun/nio/cs/*.*",
			"jdk/internal/util/ArraysSupport.*",
			// TLS, signatures, checksums.
			"javax/crypto/*.*", "com/sun/crypto/provider/*.*", "sun/security/provider/*.*", "sun/security/ec/*.*",
			"sun/security/util/math/*.*", "java/security/MessageDigest*.*", "java/math/*.*", "java/util/zip/CRC*.*",
			"java/util/zip/Adler*.*");

	/**
	 * Options by which somebody has chosen compilers. Where there is no way from the
	 * interpreter over the quick compiler to the other one, a method that is kept from
	 * the latter would stay with the interpreter.
	 */
	private static final List<String> CHOICES = List.of("-Xint", "-Xcomp", "-XX:TieredStopAtLevel=1",
			"-XX:-TieredCompilation", "-XX:CompilationMode=", "-XX:+UseJVMCICompiler", "-XX:CompilerDirectivesFile=");

	private static final Logger logger = LoggerFactory.getLogger(LightCompilation.class);

	private final List<String> options;

	private final Runnable begin;

	LightCompilation() {
		this(ManagementFactory.getRuntimeMXBean().getInputArguments(), LightCompilation::begin);
	}

	/**
	 * Create a listener.
	 * @param options those that the JVM was started with
	 * @param begin keeps the compiler to the loops
	 */
	LightCompilation(List<String> options, Runnable begin) {
		this.options = options;
		this.begin = begin;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		boolean full = event.getEnvironment().getProperty("JIT", "light").equalsIgnoreCase("full");
		boolean chosen = this.options.stream().anyMatch((option) -> CHOICES.stream().anyMatch(option::startsWith));
		if (!full && !chosen) {
			this.begin.run();
		}
	}

	static void begin() {
		try {
			Path file = Files.createTempFile("compiler-directives", ".json");
			try {
				Files.writeString(file, directives());
				tell(add(file));
			}
			finally {
				Files.delete(file);
			}
		}
		// No temporary folder that can be written to; a JVM other than HotSpot; one that
		// takes no commands.
		catch (IOException | JMException | JMRuntimeException ex) {
			tell(ex.toString());
		}
	}

	private static void tell(String outcome) {
		if (outcome.contains("directives added")) {
			logger.debug("JIT=light: {}", outcome.strip());
		}
		else {
			logger.info("JIT=light has not begun as it should: {}", outcome.strip());
		}
	}

	/**
	 * Return the directives as HotSpot reads them. The first that matches a method is
	 * taken.
	 */
	static String directives() {
		String loops = LOOPS.stream().map((loop) -> '"' + loop + '"').collect(Collectors.joining(", "));
		return "[{match: [" + loops + "], c2: {Enable: true}}, {match: [\"*.*\"], c2: {Exclude: true}}]";
	}

	/**
	 * Send HotSpot what {@code jcmd} sends for {@code Compiler.directives_add}, and
	 * return its answer. It takes its arguments apart at blanks that are not in quotes.
	 */
	private static String add(Path file) throws JMException {
		String[] arguments = { '"' + file.toString() + '"' };
		return String.valueOf(ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerDirectivesAdd",
					new Object[] { arguments }, new String[] { String[].class.getName() }));
	}

}
