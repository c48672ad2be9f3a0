package io.wxomedia.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * All that could be seen from outside while a programme ran, and how things stood when
 * everything was at rest. All times are those of one clock.
 *
 * @param settings the world
 * @param submissions each request that sent a job
 * @param acts each request that did something to a job
 * @param faults what was done to the instances and the database
 * @param calls what arrived at the provider
 * @param puts what arrived at the object store
 * @param callbacks what arrived at the receiver
 * @param readers what each reader of events saw
 * @param jobs all jobs, at rest
 * @param log the log of events, at rest
 * @param credits the credits of each owner, at rest
 * @param videos what else was seen of videos
 */
record History(Settings settings, List<Submission> submissions, List<Act> acts, List<Fault> faults, List<Call> calls,
		List<Put> puts, List<Callback> callbacks, List<Reader> readers, List<Job> jobs, List<Entry> log,
		List<Credits> credits, Videos videos) {

	static final String ADMIN = "admin";

	/**
	 * Return how much happened.
	 */
	String summary() {
		return "submissions by status " + counts(this.submissions, Submission::status) + ", acts "
				+ counts(this.acts, (act) -> act.what() + " " + act.status()) + ", faults "
				+ counts(this.faults, Fault::kind) + ", calls " + counts(this.calls, Call::outcome) + ", callbacks "
				+ counts(this.callbacks, Callback::answered) + ", verdicts "
				+ counts(this.jobs, (job) -> job.verdict() + (job.cancelled() ? " cancelled" : "")) + ", deliveries "
				+ counts(this.jobs, Job::callback) + ", " + this.log.size() + " events, " + this.readers.size()
				+ " readers, webhooks "
				+ counts(this.videos.webhooks(), (webhook) -> webhook.sender() + " " + webhook.status()
						+ (webhook.genuine() ? " " : " forged ") + webhook.answered())
				+ ", " + this.videos.gallery().size() + " in galleries";
	}

	private static <T, K> Map<K, Long> counts(List<T> all, Function<T, K> kind) {
		return all.stream().collect(Collectors.groupingBy(kind, TreeMap::new, Collectors.counting()));
	}

	private static boolean unknownStatus(int status) {
		return status == 0 || status >= 500;
	}

	/**
	 * What can be done to a job.
	 */
	enum What {

		/**
		 * Cancel it.
		 */
		CANCEL,

		/**
		 * Cancel all jobs of an owner.
		 */
		CANCEL_ALL,

		/**
		 * Send its callback again.
		 */
		REDELIVER,

		/**
		 * Delete it.
		 */
		DELETE,

		/**
		 * Try it again, as a new job.
		 */
		RETRY,

		/**
		 * Read it, by its address or in a list.
		 */
		READ

	}

	/**
	 * A request that sent a job.
	 *
	 * @param number the submission, which may take several requests
	 * @param owner whose key it had
	 * @param path the endpoint
	 * @param key the idempotency key
	 * @param sent when it was sent
	 * @param answered when it was answered or given up
	 * @param status the status, 0 without an answer
	 * @param job the job's id, if it was accepted
	 */
	record Submission(int number, String owner, String path, @Nullable String key, Instant sent, Instant answered,
			int status, @Nullable String job) {

		boolean accepted() {
			return this.job != null;
		}

		/**
		 * Return whether nobody knows if a job was made.
		 */
		boolean unknown() {
			return unknownStatus(this.status);
		}

	}

	/**
	 * A request that did something to a job.
	 *
	 * @param what what was asked for
	 * @param job the job, empty for all
	 * @param by whose key it had
	 * @param sent when it was sent
	 * @param answered when it was answered or given up
	 * @param status the status, 0 without an answer
	 */
	record Act(What what, String job, String by, Instant sent, Instant answered, int status) {

		boolean happened() {
			return this.status / 100 == 2;
		}

		boolean mayHaveHappened() {
			return happened() || unknownStatus(this.status);
		}

	}

	/**
	 * Something that was done to an instance or to the database.
	 *
	 * @param kind kill, freeze, database, or storage
	 * @param instance the instance, -1 for what concerns all
	 * @param from when it began
	 * @param to when it was over
	 */
	record Fault(String kind, int instance, Instant from, Instant to) {

		boolean touches(Instant begin, Instant end) {
			return this.from.isBefore(end) && this.to.isAfter(begin);
		}

	}

	/**
	 * How a call to the provider ended.
	 */
	enum Outcome {

		/**
		 * A picture was sent.
		 */
		PICTURE,

		/**
		 * The provider turned it away.
		 */
		REFUSED,

		/**
		 * The provider closed the connection, or the caller was gone.
		 */
		LOST

	}

	/**
	 * A call of the provider that arrived in full.
	 *
	 * @param instance who called, -1 if that is not known
	 * @param prompt the instruction, which names the submission
	 * @param item which picture of it, by its width; 0 for one made from words, -1 for a
	 * video
	 * @param at when it had arrived
	 * @param ended when it was answered or let go
	 * @param outcome how it ended
	 */
	record Call(int instance, String prompt, int item, Instant at, Instant ended, Outcome outcome) {

		boolean perhapsPaid() {
			return this.outcome != Outcome.REFUSED;
		}

	}

	/**
	 * An object that was to be stored.
	 */
	record Put(String key, Instant at, boolean stored) {

	}

	/**
	 * A callback that arrived.
	 *
	 * @param job the webhook-id
	 * @param digest of its bytes
	 * @param status the field
	 * @param error the field
	 * @param attempted the webhook-timestamp
	 * @param at when it had arrived
	 * @param answered with which status, 0 for none
	 */
	record Callback(String job, String digest, String status, @Nullable String error, Instant attempted, Instant at,
			int answered) {

		boolean taken() {
			return this.answered / 100 == 2;
		}

	}

	/**
	 * A reader of events.
	 *
	 * @param name its name
	 * @param owner whose key it had
	 * @param job the one job that it followed, or {@code null}
	 * @param seen what it saw
	 */
	record Reader(String name, String owner, @Nullable String job, List<Seen> seen) {

		boolean covers(Entry entry) {
			boolean mayBeSeen = this.owner.equals(ADMIN) || this.owner.equals(entry.owner());
			return mayBeSeen && (this.job == null || this.job.equals(entry.job()));
		}

	}

	/**
	 * An event that a reader saw.
	 */
	record Seen(long seq, String job, String type, String data) {

	}

	/**
	 * A job as its resource shows it when all is at rest.
	 *
	 * @param id its id
	 * @param owner whose it is
	 * @param kind its kind
	 * @param filename the file name, which names the submission of a single job
	 * @param state its state
	 * @param verdict its verdict
	 * @param cancelled whether it was cancelled
	 * @param error its error
	 * @param done its finished items
	 * @param created when it was accepted
	 * @param finished when it had its verdict
	 * @param callback the state of its callback
	 * @param attempts the statuses of the attempts to deliver it, -1 for none
	 */
	record Job(String id, String owner, String kind, @Nullable String filename, String state, @Nullable String verdict,
			boolean cancelled, @Nullable String error, int done, Instant created, @Nullable Instant finished,
			String callback, List<Integer> attempts) {

		boolean single() {
			return !this.kind.equals("batch") && !workflow() && !video();
		}

		boolean workflow() {
			return this.kind.equals("workflow");
		}

		boolean video() {
			return this.kind.equals("video");
		}

	}

	/**
	 * An event in the log.
	 *
	 * @param seq its number
	 * @param job the job
	 * @param owner whose it is
	 * @param type what it tells
	 * @param data what happened
	 * @param verdict the verdict, of {@code done}
	 * @param cancelled whether the job was cancelled, of {@code done}
	 */
	record Entry(long seq, String job, String owner, String type, String data, @Nullable String verdict,
			boolean cancelled) {

	}

	/**
	 * The credits of an owner.
	 *
	 * @param owner the owner
	 * @param balance what there is, held or not
	 * @param held what is held for jobs that are open
	 */
	record Credits(String owner, int balance, int held) {

	}

}
