package io.wxomedia.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the key of an object is spelled in a link and on the disk. Ordinary names stay as
 * they are; everything that means something to a disk or a URL is escaped as {@code ~}
 * and two hexadecimal digits, so that no key leads anywhere else and no two keys meet
 * (unless the disk ignores case). Folders carry a {@code ~} at their end: "a" and "a/b"
 * can be there together.
 *
 * @param key the key
 */
record ObjectPath(String key) {

	/**
	 * What S3 allows.
	 */
	private static final int LONGEST_KEY = 1024;

	/**
	 * No disk takes names of more than 255 bytes.
	 */
	private static final int LONGEST_NAME = 200;

	private static final String FOLDER = "~";

	private static final String CONTINUED = "~+";

	private static final String EMPTY = "~0";

	private static final String PLAIN = " ._-()";

	ObjectPath {
		int length = utf8(key).length;
		if (length == 0 || length > LONGEST_KEY) {
			throw new IllegalArgumentException(
					"a key has 1 to " + LONGEST_KEY + " bytes in UTF-8, and this one has " + length);
		}
	}

	/**
	 * Read the spelling in a link.
	 * @param spelling the spelling
	 * @return the path, or nothing if no key is spelled so
	 */
	static Optional<ObjectPath> ofLink(String spelling) {
		return parse(List.of(spelling.split("/", -1))).filter((path) -> path.link().equals(spelling));
	}

	/**
	 * Read the name of a file.
	 * @param file the file, relative to its bucket
	 * @return the path, or nothing if no key is spelled so
	 */
	static Optional<ObjectPath> ofFile(Path file) {
		List<String> segments = new ArrayList<>();
		StringBuilder segment = new StringBuilder();
		for (Path name : file) {
			String text = name.toString();
			if (text.endsWith(CONTINUED)) {
				segment.append(text, 0, text.length() - CONTINUED.length());
			}
			else if (text.endsWith(FOLDER)) {
				segments.add(segment.append(text, 0, text.length() - FOLDER.length()).toString());
				segment.setLength(0);
			}
			else {
				segment.append(text);
			}
		}
		segments.add(segment.toString());
		return parse(segments).filter((path) -> path.file(Path.of("")).equals(file));
	}

	private static Optional<ObjectPath> parse(List<String> spelledSegments) {
		try {
			return Optional.of(new ObjectPath(
					spelledSegments.stream().map(ObjectPath::unspelled).collect(Collectors.joining("/"))));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Return the spelling in a link.
	 * @return the spelled segments, separated by slashes
	 */
	String link() {
		return segments().map(ObjectPath::spelled).collect(Collectors.joining("/"));
	}

	/**
	 * Return where the object is kept.
	 * @param bucket the folder of the bucket
	 * @return the file
	 */
	Path file(Path bucket) {
		List<String> spelled = segments().map(ObjectPath::spelled).toList();
		Path folder = bucket;
		for (int i = 0; i < spelled.size(); i++) {
			String rest = spelled.get(i);
			while (rest.length() > LONGEST_NAME) {
				folder = folder.resolve(rest.substring(0, LONGEST_NAME) + CONTINUED);
				rest = rest.substring(LONGEST_NAME);
			}
			folder = folder.resolve((i < spelled.size() - 1) ? rest + FOLDER : rest);
		}
		return folder;
	}

	private Stream<String> segments() {
		return Stream.of(this.key.split("/", -1));
	}

	private static String spelled(String segment) {
		if (segment.isEmpty()) {
			return EMPTY;
		}
		byte[] bytes = utf8(segment);
		StringBuilder spelled = new StringBuilder(bytes.length);
		for (int i = 0; i < bytes.length; i++) {
			char character = (char) (bytes[i] & 0xff);
			boolean atAnEnd = i == 0 || i == bytes.length - 1;
			if (isPlain(character) && !(atAnEnd && (character == '.' || character == ' '))) {
				spelled.append(character);
			}
			else {
				spelled.append('~').append(String.format("%02X", (int) character));
			}
		}
		return spelled.toString();
	}

	private static boolean isPlain(char character) {
		return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z'
				|| character >= '0' && character <= '9' || PLAIN.indexOf(character) >= 0;
	}

	/**
	 * Takes other spellings as well; whether this is the right one is seen by spelling
	 * the result again.
	 */
	private static String unspelled(String spelled) {
		if (spelled.equals(EMPTY)) {
			return "";
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(spelled.length());
		for (int i = 0; i < spelled.length(); i++) {
			if (spelled.charAt(i) == '~' && i + 2 < spelled.length()) {
				bytes.write(Integer.parseInt(spelled, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				bytes.write(spelled.charAt(i));
			}
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("No key is spelled " + spelled, ex);
		}
	}

	private static byte[] utf8(String text) {
		try {
			ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
			byte[] array = new byte[bytes.remaining()];
			bytes.get(array);
			return array;
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("a key must be valid Unicode", ex);
		}
	}

}
