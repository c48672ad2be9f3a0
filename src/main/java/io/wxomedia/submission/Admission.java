package io.wxomedia.submission;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.job.JobSpace;
import io.wxomedia.job.NewJob;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Decides whether there is room for one more job before its request is read: for its
 * bytes among those that wait ({@code MAX_QUEUED_BYTES}), and on the disk for its input
 * and its result, beside what the jobs that were accepted before still need. Thread-safe.
 */
public final class Admission {

	private static final Duration QUEUE_MOVES = Duration.ofSeconds(10);

	private static final Duration DISK_MOVES = Duration.ofSeconds(30);

	/**
	 * How much more may arrive before the bounds are looked at again.
	 */
	private static final long STEP = 64 * 1024;

	private final QueueRoom room;

	private final IdempotencyKeys keys;

	private final DiskSpace disk;

	private final long maxQueuedBytes;

	private final Clock clock;

	/**
	 * What the requests that are being read may bring.
	 */
	private final AtomicLong arriving = new AtomicLong();

	Admission(QueueRoom room, IdempotencyKeys keys, DiskSpace disk, long maxQueuedBytes, Clock clock) {
		this.room = room;
		this.keys = keys;
		this.disk = disk;
		this.maxQueuedBytes = maxQueuedBytes;
		this.clock = clock;
	}

	/**
	 * Take a place for a job whose request is about to be read. A request whose
	 * Idempotency-Key was used before needs none in the queue, as a rule: it is read and
	 * compared, and makes no job.
	 * @param inputBytes the most that its input can have; 0 for a job without one, and
	 * for an input of unknown length, which takes its place as it arrives
	 * @param owner whose request it is
	 * @param key its Idempotency-Key, or {@code null}
	 * @return the place, to be closed when the job is written, or is not
	 * @throws Refusal if there is no room
	 */
	public Place admit(long inputBytes, String owner, @Nullable String key) {
		Place place = new Place(inputBytes, owner, key);
		boolean admitted = false;
		try {
			requireRoom(place, inputBytes);
			admitted = true;
			return place;
		}
		finally {
			if (!admitted) {
				place.close();
			}
		}
	}

	private void requireRoom(Place place, long moreBytes) {
		// Counted before the database is asked: of two at once each sees the other.
		long coming = this.arriving.addAndGet(moreBytes);
		JobSpace accepted = this.room.space((known) -> coming + known.waiting() <= this.maxQueuedBytes / 2
				&& coming + known.results() + place.resultBytes <= this.disk.forInputs() / 2);
		if (coming + accepted.waiting() > this.maxQueuedBytes && !isRepeated(place)) {
			throw queueFull(this.maxQueuedBytes);
		}
		if (coming + accepted.results() + place.resultBytes > this.disk.forInputs()) {
			throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "disk_full",
					"The service's disk has no room for one more image: " + megabytes(this.disk.minFree())
							+ " (MIN_FREE_BYTES) and what accepted jobs need for their results stay free."
							+ " Send the request again later.",
					DISK_MOVES, null);
		}
	}

	private boolean isRepeated(Place place) {
		return place.key != null
				&& this.keys.find(place.owner, place.key, this.clock.instant().minus(IdempotencyKeys.KEPT)).isPresent();
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

		private final long resultBytes = Admission.this.disk.expectedResult();

		private final String owner;

		private final @Nullable String key;

		private long held;

		private long unchecked;

		private Place(long inputBytes, String owner, @Nullable String key) {
			this.held = inputBytes;
			this.owner = owner;
			this.key = key;
		}

		/**
		 * Let the place grow with a body as that is read, where it is longer than what
		 * was asked for. Reading throws a {@link Refusal} once there is no more room.
		 * @param body the body
		 * @param most the most that the input in it can have
		 * @return the body
		 */
		public InputStream grow(InputStream body, long most) {
			return new GrowingBody(body, this, most);
		}

		private void arrived(long inputBytes) {
			long more = inputBytes - this.held;
			if (more <= 0) {
				return;
			}
			this.held = inputBytes;
			this.unchecked += more;
			if (this.unchecked < STEP) {
				// The bounds are looked at once more when the job is written.
				Admission.this.arriving.addAndGet(more);
				return;
			}
			this.unchecked = 0;
			requireRoom(this, more);
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

	/**
	 * A body that takes its place as it arrives: at most three bytes for four characters
	 * of base64.
	 */
	private static final class GrowingBody extends FilterInputStream {

		private final Place place;

		private final long most;

		private long read;

		GrowingBody(InputStream body, Place place, long most) {
			super(body);
			this.place = place;
			this.most = most;
		}

		@Override
		public int read() throws IOException {
			int next = super.read();
			arrived((next >= 0) ? 1 : 0);
			return next;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int count = super.read(bytes, offset, length);
			arrived(Math.max(0, count));
			return count;
		}

		private void arrived(int count) {
			this.read += count;
			this.place.arrived(Math.min(this.most, this.read / 4 * 3));
		}

	}

}
