package io.wxomedia.submission;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobSpace;
import io.wxomedia.job.NewJob;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.web.Refusal;

import org.springframework.http.HttpStatus;

/**
 * Decides whether there is room for one more job before its request is read: for its
 * bytes among those that wait ({@code MAX_QUEUED_BYTES}), and on the disk for its input
 * and its result, beside what the jobs that were accepted before still need. Thread-safe.
 */
public final class Admission {

	private static final Duration QUEUE_MOVES = Duration.ofSeconds(10);

	private static final Duration DISK_MOVES = Duration.ofSeconds(30);

	private final JobRecords jobs;

	private final DiskSpace disk;

	private final long maxQueuedBytes;

	/**
	 * What the requests that are being read may bring.
	 */
	private final AtomicLong arriving = new AtomicLong();

	Admission(JobRecords jobs, DiskSpace disk, long maxQueuedBytes) {
		this.jobs = jobs;
		this.disk = disk;
		this.maxQueuedBytes = maxQueuedBytes;
	}

	/**
	 * Take a place for a job whose request is about to be read.
	 * @param inputBytes the most that its input can have; 0 for a job without one
	 * @return the place, to be closed when the job is written, or is not
	 * @throws Refusal if there is no room
	 */
	public Place admit(long inputBytes) {
		Place place = new Place(inputBytes, this.disk.expectedResult());
		boolean admitted = false;
		try {
			// Counted before the database is asked: of two at once each sees the other.
			long coming = this.arriving.addAndGet(place.held);
			requireRoom(coming, this.jobs.space(), place.resultBytes);
			admitted = true;
			return place;
		}
		finally {
			if (!admitted) {
				place.close();
			}
		}
	}

	private void requireRoom(long coming, JobSpace accepted, long resultBytes) {
		if (coming + accepted.waiting() > this.maxQueuedBytes) {
			throw queueFull(this.maxQueuedBytes);
		}
		if (coming + accepted.results() + resultBytes > this.disk.forInputs()) {
			throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "disk_full",
					"The service's disk has no room for one more image: " + megabytes(this.disk.minFree())
							+ " (MIN_FREE_BYTES) and what accepted jobs need for their results stay free."
							+ " Send the request again later.",
					DISK_MOVES, null);
		}
	}

	static Refusal queueFull(long maxQueuedBytes) {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "queue_full", "The images that wait have taken the "
				+ megabytes(maxQueuedBytes) + " (MAX_QUEUED_BYTES) there are for them; send the request again later.",
				QUEUE_MOVES, null);
	}

	private static String megabytes(long bytes) {
		return (bytes >= 1 << 20) ? (bytes >> 20) + " MB" : bytes + " bytes";
	}

	/**
	 * The place of one job, held while its request is read.
	 */
	public final class Place implements AutoCloseable {

		private final long resultBytes;

		private long held;

		private Place(long inputBytes, long resultBytes) {
			this.held = inputBytes;
			this.resultBytes = resultBytes;
		}

		/**
		 * Say what the job needs, now that its input is known.
		 * @param inputBytes the length of its input
		 * @return the room to be noted with the job
		 */
		public NewJob.Room room(long inputBytes) {
			Admission.this.arriving.addAndGet(inputBytes - this.held);
			this.held = inputBytes;
			return new NewJob.Room(inputBytes, this.resultBytes);
		}

		/**
		 * Let go of the place. What was accepted is counted in the database by then.
		 */
		@Override
		public void close() {
			Admission.this.arriving.addAndGet(-this.held);
			this.held = 0;
		}

	}

}
