package io.wxomedia.picture;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks a text into lines.
 */
final class LineBreaks {

	private LineBreaks() {
	}

	/**
	 * Spread words over lines so that the longest line is as short as can be.
	 * @param lines how many lines there may be
	 * @param words the words in order
	 * @return the lines, at most as many as asked for
	 */
	static List<String> into(int lines, List<String> words) {
		int length = words.stream().mapToInt(String::length).max().orElse(0);
		List<String> broken = wrap(words, length);
		while (broken.size() > lines) {
			length++;
			broken = wrap(words, length);
		}
		return broken;
	}

	private static List<String> wrap(List<String> words, int length) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (String word : words) {
			if (!line.isEmpty() && line.length() + 1 + word.length() > length) {
				lines.add(line.toString());
				line.setLength(0);
			}
			line.append((line.isEmpty()) ? "" : " ").append(word);
		}
		lines.add(line.toString());
		return lines;
	}

}
