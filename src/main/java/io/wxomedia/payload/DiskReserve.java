package io.wxomedia.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of zeros that takes room on the disk for the day it is full. Removing it lets
 * results that are paid for be stored, by which their inputs can go, and lets the
 * database go on. Thread-safe.
 */
final class DiskReserve {

	/**
	 * No reserve.
	 */
	static final DiskReserve NONE = new DiskReserve(null, 0);

	private static final Logger logger = LoggerFactory.getLogger(DiskReserve.class);

	private static final long SMALLEST = DiskSpace.FIRST_GUESS;

	private static final long LARGEST = 32L * 1024 * 1024;

	private final @Nullable Path file;

	private final long length;

	DiskReserve(@Nullable Path file, long length) {
		this.file = file;
		this.length = length;
	}

	/**
	 * Return a reserve for a disk.
	 * @param file the file
	 * @param total the size of the disk in bytes
	 * @return the reserve, not yet taken
	 */
	static DiskReserve on(Path file, long total) {
		return new DiskReserve(file, Math.max(SMALLEST, Math.min(LARGEST, total / 16)));
	}

	/**
	 * Return what there is of it.
	 * @return the bytes that its release gives
	 */
	long size() {
		return (this.file != null) ? this.file.toFile().length() : 0;
	}

	/**
	 * Return what it still has to take.
	 * @return the bytes that are missing
	 */
	long missing() {
		return this.length - Math.min(this.length, size());
	}

	/**
	 * Give it up, if it is there.
	 */
	synchronized void release() {
		try {
			if (this.file != null && Files.deleteIfExists(this.file)) {
				logger.warn("The disk is full: its reserve of {} MB is given to what was accepted. Make room.",
						this.length >> 20);
			}
		}
		catch (IOException ex) {
			logger.warn("The disk is full, and its reserve cannot be given up: {}", ex.toString());
		}
	}

	synchronized void restore() {
		if (this.file == null || missing() == 0) {
			return;
		}
		try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			ByteBuffer zeros = ByteBuffer.allocate(64 * 1024);
			long written = 0;
			while (written < this.length) {
				zeros.clear().limit((int) Math.min(zeros.capacity(), this.length - written));
				written += channel.write(zeros, written);
			}
			channel.force(true);
		}
		catch (IOException ex) {
			logger.warn("The reserve of the disk cannot be taken: {}", ex.toString());
			release();
		}
	}

}
