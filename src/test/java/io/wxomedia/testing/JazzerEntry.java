package io.wxomedia.testing;

import java.lang.reflect.Constructor;

/**
 * Where Jazzer enters: it calls this method by its name, with one input after the other.
 */
public final class JazzerEntry {

	static final String TARGET = "fuzz.target";

	private static final FuzzTests INSTANCE = instance();

	private JazzerEntry() {
	}

	private static FuzzTests instance() {
		try {
			Constructor<?> constructor = Class.forName(System.getProperty(TARGET)).getDeclaredConstructor();
			constructor.setAccessible(true);
			return (FuzzTests) constructor.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("No target in -D" + TARGET, ex);
		}
	}

	/**
	 * Try one input.
	 * @param input the input
	 * @throws Exception if it does what no input may do
	 */
	public static void fuzzerTestOneInput(byte[] input) throws Exception {
		INSTANCE.run(input);
	}

}
