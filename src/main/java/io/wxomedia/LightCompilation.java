package io.wxomedia;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.ObjectName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Keeps the JVM's optimising compiler (C2) to loops over bytes and pixels, unless JIT is
 * {@code full}; the quick one (C1) compiles all else. Left to itself C2 takes two fifths
 * of a start's processor time and a quarter of the first thousands of jobs, and gives it
 * back only after some ten thousand. The loops are what it is needed for: C1 knows none
 * of the processor's instructions for AES, SHA or Base64.
 * <p>
 * A jar cannot choose options of the JVM that runs it, but HotSpot takes compiler
 * directives (JEP 165) while it runs. What cannot be sent costs speed and nothing else.
 */
class LightCompilation implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	/**
	 * Callers of what the JVM has instructions for must be here with it: it is they into
	 * whose code the instructions go.
	 */
	static final List<String> LOOPS = List.of("io/wxomedia/picture/*.*", "io/wxomedia/base64/*.*",
			"io/wxomedia/payload/*.*", "io/wxomedia/clip/*.*", "org/jcodec/*.*", "com/twelvemonkeys/*.*",
			"java/util/Base64*.*", "java/util/zip/CRC*.*", "java/util/zip/Adler*.*", "java/util/zip/Checked*.*",
			"java/util/zip/Deflater*.*", "java/security/MessageDigest*.*", "javax/crypto/*.*", "java/math/*.*",
			"com/sun/crypto/provider/*.*", "sun/security/provider/*.*", "sun/security/util/math/*.*",
			"sun/security/ec/*.*", "java/awt/*.*", "sun/awt/*.*", "sun/java2d/*.*", "javax/imageio/*.*",
			"com/sun/imageio/*.*", "java/lang/StringCoding.*", "java/lang/StringLatin1.*", "java/lang/StringUTF16.*",
			"sun/nio/cs/*.*", "jdk/internal/util/*.*");

	/** Whoever names one of these has chosen. */
	private static final List<String> CHOICES = List.of("-Xint", "-Xcomp", "-XX:TieredStopAtLevel", "TieredCompilation",
			"-XX:CompilationMode", "-XX:CompilerDirectivesFile");

	private static final Logger logger = LoggerFactory.getLogger(LightCompilation.class);

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		boolean full = event.getEnvironment().getProperty("JIT", "light").equalsIgnoreCase("full");
		if (!full && !isChosen(ManagementFactory.getRuntimeMXBean().getInputArguments())) {
			begin();
		}
	}

	static boolean isChosen(List<String> options) {
		return options.stream().anyMatch((option) -> CHOICES.stream().anyMatch(option::contains));
	}

	static void begin() {
		try {
			Path file = Files.createTempFile("compiler-directives", ".json");
			try {
				Files.writeString(file, directives());
				String answer = command("compilerDirectivesAdd", file.toString());
				if (!answer.contains("directives added")) {
					logger.info("The JVM compiles as it likes: {}", answer.strip());
				}
			}
			finally {
				Files.delete(file);
			}
		}
		// The JVM need not be HotSpot, nor the file system writable.
		catch (IOException | JMException ex) {
			logger.info("The JVM compiles as it likes: {}", ex.toString());
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
	 * Send HotSpot a command of those that {@code jcmd} knows, and return what it says.
	 */
	static String command(String name, String... arguments) throws JMException {
		return String.valueOf(ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), name, new Object[] { arguments },
					new String[] { String[].class.getName() }));
	}

}
