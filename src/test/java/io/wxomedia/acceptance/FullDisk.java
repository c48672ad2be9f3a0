package io.wxomedia.acceptance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A small file system in memory, and another program that fills it. Takes root and Linux.
 */
final class FullDisk {

	private static final long OFTEN = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int PIECE = 64 * 1024;

	private final Path directory;

	private final Path foreign;

	private volatile long left;

	private @Nullable Thread program;

	private FullDisk(Path directory) {
		this.directory = directory;
		this.foreign = directory.resolve("foreign");
	}

	/**
	 * Mount a new one.
	 * @param megabytes its size
	 * @return the disk; {@code null} if it cannot be mounted here
	 */
	static @Nullable FullDisk mount(int megabytes) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target").toAbsolutePath()),
				"small-disk-");
		if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString())) {
			return new FullDisk(directory);
		}
		Files.delete(directory);
		return null;
	}

	private static boolean run(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Path directory() {
		return this.directory;
	}

	Path reserve() {
		return this.directory.resolve("disk.reserve");
	}

	/**
	 * Fill it up to the last byte.
	 */
	void fill() {
		try (RandomAccessFile file = new RandomAccessFile(this.foreign.toFile(), "rw")) {
			byte[] piece = new byte[PIECE];
			file.seek(file.length());
			for (int length = PIECE; length > 0; length /= 2) {
				while (takes(file, piece, length)) {
					piece[0]++;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean takes(RandomAccessFile file, byte[] piece, int length) {
		try {
			file.write(piece, 0, length);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Leave so much free from now on, whatever is written or removed by others.
	 * @param bytes how much
	 */
	synchronized void leave(long bytes) {
		this.left = bytes;
		if (this.program == null) {
			Thread filling = new Thread(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					adjust(this.left);
					LockSupport.parkNanos(OFTEN);
				}
			}, "foreign");
			this.program = filling;
			filling.start();
		}
	}

	private void adjust(long bytes) {
		long more = this.directory.toFile().getUsableSpace() - bytes;
		try (RandomAccessFile file = new RandomAccessFile(this.foreign.toFile(), "rw")) {
			long length = file.length();
			if (more < 0) {
				file.setLength(Math.max(0, length + more));
				return;
			}
			file.seek(length);
			byte[] piece = new byte[PIECE];
			for (long left = more; left > 0; left -= PIECE) {
				takes(file, piece, (int) Math.min(PIECE, left));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * End the other program and remove what it wrote.
	 */
	synchronized void empty() throws IOException, InterruptedException {
		Thread filling = this.program;
		if (filling != null) {
			filling.interrupt();
			filling.join();
			this.program = null;
		}
		Files.deleteIfExists(this.foreign);
	}

	/**
	 * Lazily: the service still has its files open.
	 */
	void unmount() throws InterruptedException {
		run("umount", "-l", this.directory.toString());
	}

}
