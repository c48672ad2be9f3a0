package io.wxomedia.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Checks that accepted images can be kept: each of them is forced to the disk before its
 * request is answered.
 */
class DiskCheck implements PreflightCheck {

	private static final int PROBE_BYTES = 1 << 20;

	private static final Duration SLOW = Duration.ofMillis(500);

	private static final long MEGABYTE = 1_000_000;

	private final Path dataDir;

	private final boolean needed;

	private final long mostNeeded;

	private final LongSupplier nanoTime;

	/**
	 * Create the check.
	 * @param dataDir the folder DATA_DIR
	 * @param needed whether payloads are kept there
	 * @param mostNeeded the bytes of a full queue of the largest images
	 * @param nanoTime a stopwatch
	 */
	DiskCheck(Path dataDir, boolean needed, long mostNeeded, LongSupplier nanoTime) {
		this.dataDir = dataDir.toAbsolutePath().normalize();
		this.needed = needed;
		this.mostNeeded = mostNeeded;
		this.nanoTime = nanoTime;
	}

	@Override
	public String name() {
		return "disk";
	}

	@Override
	public void run(Findings findings) {
		if (!this.needed) {
			findings.ok("Images are kept in the database; DATA_DIR is not needed.");
			return;
		}
		Path folder = existing();
		try {
			Duration taken = write(folder);
			String told = "DATA_DIR=" + this.dataDir + (folder.equals(this.dataDir) ? "" : " can be made and")
					+ " takes a forced write of 1 MB in " + taken.toMillis() + " ms.";
			if (taken.compareTo(SLOW) > 0) {
				findings.warning(told + " That is slow, and every job waits for a few.",
						"Put DATA_DIR on a local disk or a faster volume.");
			}
			else {
				findings.ok(told);
			}
			space(folder, findings);
		}
		catch (IOException ex) {
			findings.problem(
					"DATA_DIR=" + this.dataDir + " cannot be written (" + ex.getClass().getSimpleName()
							+ "), so no job can be accepted.",
					"Check that the folder belongs to the user that runs the service, that it is mounted for writing"
							+ " and that the disk is not full.");
		}
	}

	/**
	 * The service makes the folder when it starts; this only looks whether it could.
	 */
	private Path existing() {
		Path folder = this.dataDir;
		while (!Files.exists(folder)) {
			folder = Objects.requireNonNull(folder.getParent(), "The root of a file system exists");
		}
		return folder;
	}

	private Duration write(Path folder) throws IOException {
		Path probe = Files.createTempFile(folder, "preflight-", ".tmp");
		try {
			long start = this.nanoTime.getAsLong();
			try (FileChannel file = FileChannel.open(probe, StandardOpenOption.WRITE)) {
				ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
				while (bytes.hasRemaining()) {
					file.write(bytes);
				}
				file.force(true);
			}
			return Duration.ofNanos(this.nanoTime.getAsLong() - start);
		}
		finally {
			Files.deleteIfExists(probe);
		}
	}

	private void space(Path folder, Findings findings) throws IOException {
		long free = Files.getFileStore(folder).getUsableSpace();
		if (free < this.mostNeeded) {
			findings.warning(
					free / MEGABYTE + " MB are free; a full queue of the largest images takes "
							+ this.mostNeeded / MEGABYTE + " MB, and results come on top.",
					"Make room, or lower MAX_QUEUED_JOBS or MAX_IMAGE_BASE64_CHARS. A full disk is answered with 503.");
		}
		else {
			findings.ok(free / MEGABYTE + " MB are free, enough for a full queue of the largest images ("
					+ this.mostNeeded / MEGABYTE + " MB).");
		}
	}

}
