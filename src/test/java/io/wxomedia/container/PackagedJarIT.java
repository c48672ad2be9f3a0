package io.wxomedia.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.asm.ClassReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for what the packaged jar holds, above all of OpenAI's SDK, of which
 * {@code src/build/ReduceSdk.java} leaves out what cannot be reached.
 */
class PackagedJarIT {

	private static final long MOST_BYTES = 70_000_000;

	private static final Pattern SDK_NAME = Pattern.compile("com/openai/[\\p{Alnum}_$/-]+");

	private static final Pattern ANY_NAME = Pattern
		.compile("L([\\p{Alnum}_$/-]+);|^([\\p{Alnum}_$-]+/[\\p{Alnum}_$/-]+)$");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path unpacked;

	private static final Path JAR = Path.of(System.getProperty("service.jar", "target/wxo-media-service.jar"));

	/**
	 * The class files that are there, with those of the service's own.
	 */
	private static final Map<String, byte[]> CLASSES = new HashMap<>();

	@BeforeAll
	static void unpack() throws IOException {
		try (ZipFile whole = new ZipFile(JAR.toFile())) {
			for (ZipEntry entry : Collections.list(whole.entries())) {
				byte[] content = whole.getInputStream(entry).readAllBytes();
				if (entry.getName().matches("BOOT-INF/lib/.+")) {
					Files.write(unpacked.resolve(entry.getName().replaceFirst(".*/", "")), content);
					read(content);
				}
				else if (entry.getName().startsWith("BOOT-INF/classes/")) {
					add(entry.getName().substring("BOOT-INF/classes/".length()), content);
				}
			}
		}
	}

	private static void read(byte[] library) throws IOException {
		try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(library))) {
			ZipEntry entry = in.getNextEntry();
			while (entry != null) {
				add(entry.getName(), in.readAllBytes());
				entry = in.getNextEntry();
			}
		}
	}

	/**
	 * Of other libraries only what names the SDK is looked at.
	 */
	private static void add(String name, byte[] content) {
		if (name.endsWith(".class") && new String(content, StandardCharsets.ISO_8859_1).contains("com/openai/")) {
			CLASSES.put(name.substring(0, name.length() - ".class".length()), content);
		}
	}

	@Test
	void jarIsSmall() throws IOException {
		assertThat(Files.size(JAR)).isLessThan(MOST_BYTES);
	}

	@Test
	void someOfTheSdkIsThereAndMostIsNot() {
		Set<String> sdk = sdk();
		assertThat(sdk).hasSizeBetween(300, 2_000)
			.contains("com/openai/services/blocking/ImageServiceImpl", "com/openai/models/images/ImageEditParams")
			.doesNotContain("com/openai/client/OpenAIClientImpl", "com/openai/models/realtime/RealtimeSession");
	}

	/**
	 * Whatever a class names in its code, its types and its descriptors, and that the
	 * whole SDK has, is there. Read by another library than the one of the build.
	 */
	@Test
	void nothingThatIsNamedIsMissing() {
		Set<String> missing = new TreeSet<>();
		CLASSES.forEach((name, content) -> {
			for (String used : named(content, SDK_NAME)) {
				if (!CLASSES.containsKey(used) && wholeSdkHas(used)) {
					missing.add(name + " names " + used);
				}
			}
		});
		assertThat(CLASSES).hasSizeGreaterThan(300);
		assertThat(missing).isEmpty();
	}

	/**
	 * Libraries of the SDK that are left out in pom.xml are of no use to what is left of
	 * it.
	 */
	@Test
	void whatTheSdkNeedsOfOthersIsThere() throws IOException {
		Set<String> missing = new TreeSet<>();
		try (URLClassLoader loader = loader()) {
			for (String name : sdk()) {
				for (String used : named(Objects.requireNonNull(CLASSES.get(name)), ANY_NAME)) {
					if (loader.getResource(used + ".class") == null) {
						missing.add(name + " names " + used);
					}
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	/**
	 * What reflection sees of a class, as JSON mapping does: its members, their types and
	 * annotations.
	 */
	@Test
	void everyClassOfTheSdkCanBeLookedAt() throws IOException {
		List<String> failures = new ArrayList<>();
		try (URLClassLoader loader = loader()) {
			for (String name : sdk()) {
				try {
					Class<?> type = Class.forName(name.replace('/', '.'), false, loader);
					Stream
						.of(type.getAnnotations(), type.getDeclaredFields(), type.getDeclaredConstructors(),
								type.getDeclaredMethods(), type.getDeclaredClasses())
						.flatMap(Stream::of)
						.forEach((member) -> assertThat(member.toString()).isNotEmpty());
					Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods())
						.flatMap(Stream::of)
						.forEach((member) -> {
							assertThat(member.getAnnotations()).isNotNull();
							assertThat(member.getParameterAnnotations()).isNotNull();
							assertThat(member.getGenericParameterTypes()).isNotNull();
						});
				}
				catch (ClassNotFoundException | LinkageError ex) {
					failures.add(name + ": " + ex);
				}
				catch (TypeNotPresentException ex) {
					// Kotlin names type variables of the function that it put code into,
					// which reflection cannot find in the whole SDK either.
					if (ex.typeName().contains(".")) {
						failures.add(name + ": " + ex);
					}
				}
			}
		}
		assertThat(failures).isEmpty();
	}

	@Test
	void billOfMaterialsStillNamesTheSdk() throws IOException {
		try (ZipFile whole = new ZipFile(JAR.toFile())) {
			ZipEntry entry = whole.getEntry("META-INF/sbom/application.cdx.json");
			assumeThat(entry).as("a bill of materials, which Maven makes only online").isNotNull();
			JsonNode bill = new JsonMapper().readTree(whole.getInputStream(entry));
			assertThat(bill.path("components").valueStream().map((part) -> part.path("name").asString()))
				.contains("openai-java-core", "openai-java-client-okhttp", "openai-java");
		}
	}

	private static Set<String> sdk() {
		Set<String> names = new TreeSet<>(CLASSES.keySet());
		names.removeIf((name) -> !name.startsWith("com/openai/"));
		return names;
	}

	private static boolean wholeSdkHas(String name) {
		return PackagedJarIT.class.getResource("/" + name + ".class") != null;
	}

	private static URLClassLoader loader() throws IOException {
		List<URL> urls = new ArrayList<>();
		try (Stream<Path> files = Files.list(unpacked)) {
			for (Path file : files.toList()) {
				urls.add(file.toUri().toURL());
			}
		}
		return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

	private static String name(Matcher matcher) {
		for (int group = 1; group <= matcher.groupCount(); group++) {
			String found = matcher.group(group);
			if (found != null) {
				return found;
			}
		}
		return matcher.group();
	}

	private static Set<String> named(byte[] content, Pattern pattern) {
		Set<String> names = new TreeSet<>();
		ClassReader reader = new ClassReader(content);
		char[] buffer = new char[reader.getMaxStringLength()];
		for (int index = 1; index < reader.getItemCount(); index++) {
			int item = reader.getItem(index);
			if (item == 0) {
				continue;
			}
			String text = switch (reader.readByte(item - 1)) {
				case 7, 16 -> reader.readUTF8(item, buffer);
				case 12 -> reader.readUTF8(item + 2, buffer);
				default -> null;
			};
			if (text != null) {
				Matcher matcher = pattern.matcher(text);
				while (matcher.find()) {
					names.add(name(matcher));
				}
			}
		}
		return names;
	}

}
