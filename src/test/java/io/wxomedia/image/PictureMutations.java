package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import io.wxomedia.image.PictureParts.Kind;
import io.wxomedia.image.PictureParts.Part;
import io.wxomedia.testing.ByteMutations;

/**
 * Changes to a picture that knows what it is made of: parts go, come twice, change
 * places, take another's name or other content, and check sums and compression are mended
 * afterwards, so that what lies behind them is reached.
 */
final class PictureMutations {

	private static final List<String> PNG_TYPES = List.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf", "gAMA",
			"iCCP", "acTL", "fcTL", "fdAT", "zTXt", "XXXX");

	private static final List<String> WEBP_TYPES = List.of("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP",
			"EXIF", "XMP ", "XXXX");

	private static final int MOST_AT_ONCE = 4;

	private PictureMutations() {
	}

	static byte[] mutate(byte[] picture, byte[] other, Random random) {
		PictureParts parts = PictureParts.of(picture);
		if (parts.parts().isEmpty() || random.nextInt(4) == 0) {
			return ByteMutations.mutate(picture, other, random);
		}
		List<Part> others = PictureParts.of(other).parts();
		for (int left = 1 + random.nextInt(MOST_AT_ONCE); left > 0 && !parts.parts().isEmpty(); left--) {
			mutateOnce(parts, others, random);
		}
		byte[] mutated = parts.write();
		return (random.nextInt(10) == 0) ? ByteMutations.mutate(mutated, other, random) : mutated;
	}

	private static void mutateOnce(PictureParts picture, List<Part> others, Random random) {
		List<Part> parts = picture.parts();
		int at = random.nextInt(parts.size());
		Part part = parts.get(at);
		switch (random.nextInt(10)) {
			case 0 -> parts.remove(at);
			case 1 -> parts.addAll(at, Collections.nCopies(1 + random.nextInt(4), part));
			case 2 -> Collections.swap(parts, at, random.nextInt(parts.size()));
			case 3 -> parts.set(at, new Part(type(picture.kind(), random), part.data()));
			case 4 -> {
				Part strange = others.isEmpty() ? part : others.get(random.nextInt(others.size()));
				boolean fits = strange.type().length() == part.type().length();
				parts.add(at, new Part(fits ? strange.type() : part.type(), strange.data()));
			}
			case 5 -> parts.set(at, new Part(part.type(), new byte[0]));
			case 6, 7 -> parts.set(at, new Part(part.type(), header(part.data(), random)));
			default -> parts.set(at, new Part(part.type(), content(part, random)));
		}
	}

	private static String type(Kind kind, Random random) {
		return switch (kind) {
			case PNG -> PNG_TYPES.get(random.nextInt(PNG_TYPES.size()));
			case WEBP -> WEBP_TYPES.get(random.nextInt(WEBP_TYPES.size()));
			case JPEG -> String.valueOf((char) (0xC0 + random.nextInt(0x3F)));
			case NONE -> "";
		};
	}

	/**
	 * Change one of the first bytes, where sizes and kinds are.
	 */
	private static byte[] header(byte[] data, Random random) {
		byte[] changed = data.clone();
		if (changed.length > 0) {
			changed[random.nextInt(Math.min(32, changed.length))] = (byte) ((random.nextBoolean()) ? random.nextInt(17)
					: random.nextInt(256));
		}
		return changed;
	}

	private static byte[] content(Part part, Random random) {
		if (part.type().equals("IDAT") && random.nextBoolean()) {
			return deflate(ByteMutations.mutate(inflate(part.data()), part.data(), random));
		}
		return ByteMutations.mutate(part.data(), part.type().getBytes(StandardCharsets.ISO_8859_1), random);
	}

	/**
	 * Inflate as much as there is: a chunk can be the first of several, or broken.
	 */
	private static byte[] inflate(byte[] data) {
		ByteArrayOutputStream inflated = new ByteArrayOutputStream();
		try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(data))) {
			for (int b = in.read(); b >= 0 && inflated.size() < 100_000; b = in.read()) {
				inflated.write(b);
			}
		}
		catch (IOException ex) {
			return inflated.toByteArray();
		}
		return inflated.toByteArray();
	}

	private static byte[] deflate(byte[] data) {
		ByteArrayOutputStream deflated = new ByteArrayOutputStream();
		try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
			out.write(data);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return deflated.toByteArray();
	}

}
