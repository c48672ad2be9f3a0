package io.wxomedia.testing;

import java.util.Arrays;
import java.util.Random;

/**
 * Changes to bytes that know nothing of what the bytes mean.
 */
public final class ByteMutations {

	private static final int MOST_AT_ONCE = 5;

	private static final int[] EXTREMES = { 0, 1, -1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000,
			Integer.MAX_VALUE, Integer.MIN_VALUE };

	private ByteMutations() {
	}

	/**
	 * Change some bytes.
	 * @param input the bytes, which stay as they are
	 * @param other bytes to take parts from
	 * @param random decides what is done
	 * @return the changed bytes
	 */
	public static byte[] mutate(byte[] input, byte[] other, Random random) {
		byte[] result = input;
		for (int left = 1 + random.nextInt(MOST_AT_ONCE); left > 0; left--) {
			result = mutateOnce(result, other, random);
		}
		return result;
	}

	private static byte[] mutateOnce(byte[] input, byte[] other, Random random) {
		int from = random.nextInt(input.length + 1);
		int to = from + ((from < input.length) ? random.nextInt(Math.min(32, input.length - from) + 1) : 0);
		return switch (random.nextInt(9)) {
			case 0 -> flipped(input, random);
			case 1 -> spliced(input, from, Math.min(input.length, from + 1), new byte[] { (byte) random.nextInt(256) });
			case 2 -> spliced(input, from, from, randomBytes(random));
			case 3 -> spliced(input, from, to, new byte[0]);
			case 4 -> spliced(input, from, from, Arrays.copyOfRange(input, from, to));
			case 5 -> spliced(input, from, to, part(other, random));
			case 6 -> spliced(input, from, Math.min(input.length, from + 4), extreme(random));
			case 7 -> repeated(input, from, to, random);
			default -> Arrays.copyOf(input, from);
		};
	}

	private static byte[] flipped(byte[] input, Random random) {
		byte[] result = input.clone();
		if (result.length > 0) {
			result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
		}
		return result;
	}

	private static byte[] repeated(byte[] input, int from, int to, Random random) {
		byte[] part = Arrays.copyOfRange(input, from, to);
		byte[] many = new byte[part.length * (1 + random.nextInt(16))];
		for (int at = 0; at < many.length; at += part.length) {
			System.arraycopy(part, 0, many, at, part.length);
		}
		return spliced(input, from, from, many);
	}

	private static byte[] randomBytes(Random random) {
		byte[] bytes = new byte[1 + random.nextInt(16)];
		random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] part(byte[] bytes, Random random) {
		int from = random.nextInt(bytes.length + 1);
		return Arrays.copyOfRange(bytes, from, from + random.nextInt(Math.min(64, bytes.length - from) + 1));
	}

	private static byte[] extreme(Random random) {
		int value = EXTREMES[random.nextInt(EXTREMES.length)];
		boolean little = random.nextBoolean();
		byte[] bytes = new byte[4];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) (value >> 8 * (little ? i : 3 - i));
		}
		return bytes;
	}

	/**
	 * Put bytes in the place of others.
	 * @param input the bytes, which stay as they are
	 * @param from the first one to go
	 * @param to the one after the last one to go
	 * @param middle what comes instead
	 * @return the changed bytes
	 */
	public static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
		byte[] result = new byte[from + middle.length + input.length - to];
		System.arraycopy(input, 0, result, 0, from);
		System.arraycopy(middle, 0, result, from, middle.length);
		System.arraycopy(input, to, result, from + middle.length, input.length - to);
		return result;
	}

}
