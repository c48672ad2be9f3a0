import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Leaves out of the packaged jar what nothing in it can reach of OpenAI's SDK, which is
 * more than half of the jar: models and services for all that OpenAI offers.
 * <p>
 * A class stays if its name stands anywhere in a class that stays, beginning with the
 * service's own: in code, in the type of a field or a parameter, in a generic signature,
 * in an annotation, in Kotlin's metadata, in a text. So whatever JSON mapping and
 * reflection find by looking at a class is there when the class is, and no list has
 * to be kept. More stays than is needed. What could be missed is a class whose name is
 * put together while the service runs; the SDK has none, and the tests of its calls and
 * their errors run against what is left where slow tests run.
 * <p>
 * Run by the build after the jar is packaged, with the jar, which is replaced, and a
 * folder that gets the parts of the SDK as they are in it, for the tests that run against
 * them. A jar that is reduced already is left alone.
 */
public final class ReduceSdk {

	private static final String LIBRARIES = "BOOT-INF/lib/openai-java-";

	private static final String CLASSES = "BOOT-INF/classes/";

	private static final Pattern NAME = Pattern.compile("com[/.]openai[/.][\\p{Alnum}_$/.-]+");

	/** Advice for builds of other kinds. It names what is no longer there. */
	private static final Pattern ADVICE = Pattern.compile("META-INF/(native-image|proguard)/.*");

	private static final Attributes.Name MARK = new Attributes.Name("Reduced-For");

	private final Map<String, Library> libraries = new LinkedHashMap<>();

	private final Map<String, Library> owners = new HashMap<>();

	private final Set<String> kept = new HashSet<>();

	private final Deque<String> found = new ArrayDeque<>();

	public static void main(String[] arguments) throws IOException {
		Path jar = Path.of(arguments[0]);
		Path parts = Files.createDirectories(Path.of(arguments[1]));
		Path work = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "reduce-sdk-");
		try {
			new ReduceSdk().reduce(jar, work);
		}
		finally {
			clear(work);
			Files.delete(work);
		}
		clear(parts);
		unpack(jar, parts);
	}

	private static void clear(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
	}

	private static void unpack(Path jar, Path parts) throws IOException {
		try (ZipFile whole = new ZipFile(jar.toFile())) {
			for (ZipEntry entry : Collections.list(whole.entries())) {
				if (entry.getName().startsWith(LIBRARIES)) {
					try (InputStream in = whole.getInputStream(entry)) {
						Files.copy(in, parts.resolve(entry.getName().replaceFirst(".*/", "")));
					}
				}
			}
		}
	}

	private void reduce(Path jar, Path work) throws IOException {
		Path reduced = work.resolve("reduced.jar");
		try (ZipFile whole = new ZipFile(jar.toFile())) {
			for (ZipEntry entry : Collections.list(whole.entries())) {
				if (entry.getName().startsWith(LIBRARIES)) {
					open(whole, entry, work);
				}
			}
			if (this.owners.isEmpty()) {
				throw new IOException(jar + " has no " + LIBRARIES + "*: was it packaged, and is the SDK's name the same?");
			}
			if (this.libraries.values().stream().allMatch((library) -> library.isReduced())) {
				return;
			}
			begin(whole);
			while (!this.found.isEmpty()) {
				String name = this.found.pop();
				look(this.owners.get(name).read(name));
			}
			write(whole, reduced);
		}
		finally {
			for (Library library : this.libraries.values()) {
				library.file.close();
			}
		}
		Files.move(reduced, jar, StandardCopyOption.REPLACE_EXISTING);
	}

	private void open(ZipFile whole, ZipEntry entry, Path work) throws IOException {
		Path copy = work.resolve(this.libraries.size() + ".jar");
		try (InputStream in = whole.getInputStream(entry)) {
			Files.copy(in, copy);
		}
		Library library = new Library(new ZipFile(copy.toFile()));
		this.libraries.put(entry.getName(), library);
		library.classes().forEach((name) -> this.owners.put(name, library));
	}

	/**
	 * The service's own classes name what they use.
	 */
	private void begin(ZipFile whole) throws IOException {
		for (ZipEntry entry : Collections.list(whole.entries())) {
			if (entry.getName().startsWith(CLASSES) && entry.getName().endsWith(".class")) {
				look(whole.getInputStream(entry).readAllBytes());
			}
		}
		if (this.kept.isEmpty()) {
			throw new IOException("No class below " + CLASSES + " uses the SDK");
		}
	}

	private void look(byte[] bytes) throws IOException {
		for (String text : texts(bytes)) {
			Matcher names = NAME.matcher(text);
			while (names.find()) {
				// Kotlin's metadata has a dot before the name of a nested class.
				keep(names.group().replace('.', '/'));
				keep(names.group().replace('.', '$'));
			}
		}
	}

	private void keep(String name) {
		if (this.owners.containsKey(name) && this.kept.add(name)) {
			this.found.push(name);
		}
	}

	/**
	 * Return the texts in a class file's constant pool (JVMS 4.4), where all names are.
	 */
	private static List<String> texts(byte[] bytes) throws IOException {
		List<String> texts = new ArrayList<>();
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
		in.skipNBytes(8);
		int count = in.readUnsignedShort();
		for (int index = 1; index < count; index++) {
			int tag = in.readUnsignedByte();
			switch (tag) {
				case 1 -> texts.add(in.readUTF());
				case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
				case 15 -> in.skipNBytes(3);
				case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
				case 5, 6 -> {
					in.skipNBytes(8);
					index++;
				}
				default -> throw new IOException("A class file has a constant of the kind " + tag + ", which is not known");
			}
		}
		return texts;
	}

	private void write(ZipFile whole, Path reduced) throws IOException {
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(reduced))) {
			for (ZipEntry entry : Collections.list(whole.entries())) {
				Library library = this.libraries.get(entry.getName());
				byte[] content = (library != null) ? library.reduced(this.kept)
						: whole.getInputStream(entry).readAllBytes();
				put(out, entry, content);
				if (library != null) {
					System.out.printf("%s: %,d of %,d classes stay, %,d of %,d bytes%n",
							entry.getName().replaceFirst(".*/", ""),
							library.classes().stream().filter(this.kept::contains).count(), library.classes().size(),
							content.length, entry.getSize());
				}
			}
		}
	}

	private static void put(ZipOutputStream out, ZipEntry like, byte[] content) throws IOException {
		ZipEntry entry = new ZipEntry(like);
		entry.setCompressedSize(-1);
		if (entry.getMethod() == ZipEntry.STORED) {
			CRC32 crc = new CRC32();
			crc.update(content);
			entry.setSize(content.length);
			entry.setCompressedSize(content.length);
			entry.setCrc(crc.getValue());
		}
		out.putNextEntry(entry);
		out.write(content);
		out.closeEntry();
	}

	/**
	 * A part of the SDK.
	 */
	private static final class Library {

		private final ZipFile file;

		private final Set<String> classes = new TreeSet<>();

		Library(ZipFile file) {
			this.file = file;
			file.stream()
				.map(ZipEntry::getName)
				.filter((name) -> name.endsWith(".class"))
				.forEach((name) -> this.classes.add(name.substring(0, name.length() - ".class".length())));
		}

		Set<String> classes() {
			return this.classes;
		}

		byte[] read(String name) throws IOException {
			return this.file.getInputStream(this.file.getEntry(name + ".class")).readAllBytes();
		}

		boolean isReduced() {
			try {
				return manifest().getMainAttributes().containsKey(MARK);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private Manifest manifest() throws IOException {
			return new Manifest(this.file.getInputStream(this.file.getEntry("META-INF/MANIFEST.MF")));
		}

		byte[] reduced(Set<String> kept) throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (ZipOutputStream out = new ZipOutputStream(bytes)) {
				for (ZipEntry entry : Collections.list(this.file.entries())) {
					String name = entry.getName();
					if (name.equals("META-INF/MANIFEST.MF")) {
						put(out, entry, marked());
					}
					else if (name.endsWith(".class") ? kept.contains(name.substring(0, name.length() - 6))
							: !name.endsWith("/") && !ADVICE.matcher(name).matches()) {
						put(out, entry, read(entry));
					}
				}
			}
			return bytes.toByteArray();
		}

		private byte[] read(ZipEntry entry) throws IOException {
			return this.file.getInputStream(entry).readAllBytes();
		}

		/**
		 * Whoever compares this file with the published one finds the reason in it.
		 */
		private byte[] marked() throws IOException {
			Manifest manifest = manifest();
			manifest.getMainAttributes().put(MARK, "wxo-media-service");
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			try (OutputStream out = bytes) {
				manifest.write(out);
			}
			return bytes.toByteArray();
		}

	}

}
