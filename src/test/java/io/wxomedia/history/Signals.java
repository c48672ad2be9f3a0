package io.wxomedia.history;

import java.io.IOException;

/**
 * Sends signals to processes.
 */
final class Signals {

	private Signals() {
	}

	static void send(String name, long pid) throws IOException {
		Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
		try {
			if (kill.waitFor() != 0) {
				throw new IOException("The signal " + name + " could not be sent to " + pid);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

}
