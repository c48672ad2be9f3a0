package io.wxomedia.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Call;
import io.wxomedia.history.History.Callback;
import io.wxomedia.history.History.Credits;
import io.wxomedia.history.History.Entry;
import io.wxomedia.history.History.Fault;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Outcome;
import io.wxomedia.history.History.Put;
import io.wxomedia.history.History.Reader;
import io.wxomedia.history.History.Seen;
import io.wxomedia.history.History.Submission;
import io.wxomedia.history.History.What;
import io.wxomedia.testing.ServiceClient;
import org.jspecify.annotations.Nullable;

/**
 * A history in which every promise was kept, to be spoilt: alice's job completed in the
 * bucket, bob's was cancelled. Times are seconds from a beginning.
 */
final class HistoryDraft {

	static final String ALICES = "a11ce000-0000-0000-0000-000000000000";

	static final String BOBS = "b0b00000-0000-0000-0000-000000000000";

	private static final Instant BEGINNING = Instant.parse("2026-11-27T12:00:00Z");

	final List<Submission> submissions = new ArrayList<>();

	final List<Act> acts = new ArrayList<>();

	final List<Fault> faults = new ArrayList<>();

	final List<Call> calls = new ArrayList<>();

	final List<Put> puts = new ArrayList<>();

	final List<Callback> callbacks = new ArrayList<>();

	final List<Reader> readers = new ArrayList<>();

	final List<Job> jobs = new ArrayList<>();

	final List<Entry> log = new ArrayList<>();

	final List<Credits> credits = new ArrayList<>();

	final List<Videos.Order> orders = new ArrayList<>();

	final List<Videos.Webhook> webhooks = new ArrayList<>();

	final List<Videos.Shown> gallery = new ArrayList<>();

	boolean backend;

	HistoryDraft() {
		this.submissions.add(submission(0, "alice", 202, ALICES));
		this.submissions.add(submission(1, "bob", 202, BOBS));
		this.calls.add(call(0, 2, 3, Outcome.PICTURE));
		this.calls.add(call(1, 2, 5, Outcome.LOST));
		this.puts.add(new Put("results/" + ALICES + "/s0_modified.png", at(3), true));
		this.acts.add(act(What.CANCEL, BOBS, "bob", 4, 202));
		this.callbacks.add(callback(ALICES, "one", "completed", 4, 200));
		this.callbacks.add(callback(BOBS, "other", "failed", 6, 200));
		this.jobs.add(new Job(ALICES, "alice", "image_cos", "s0.png", "finished", "completed", false, null, 1, at(1),
				at(3), "delivered", List.of(200)));
		this.jobs.add(new Job(BOBS, "bob", "image_b64", "s1.png", "finished", "failed", true, "The job was cancelled",
				0, at(1), at(5), "delivered", List.of(200)));
		this.credits.add(new Credits("alice", World.CREDITS, 0));
		life(1, ALICES, "alice", "completed", false);
		life(11, BOBS, "bob", "failed", true);
		this.readers.add(reader("alice", null));
		this.readers.add(reader("bob", BOBS));
		this.readers.add(reader(History.ADMIN, null));
	}

	private void life(long from, String job, String owner, String verdict, boolean cancelled) {
		this.log.add(new Entry(from, job, owner, "state", "{\"state\":\"queued\"}", null, false));
		this.log.add(new Entry(from + 2, job, owner, "done", "{\"verdict\":\"" + verdict + "\"}", verdict, cancelled));
		this.log.add(new Entry(from + 4, job, owner, "delivery", "{\"state\":\"delivered\"}", null, false));
	}

	/**
	 * Let alice's job be a run of the workflow.
	 */
	void run() {
		this.jobs.replaceAll(
				(job) -> !job.id().equals(ALICES) ? job : new Job(ALICES, job.owner(), "workflow", null, job.state(),
						job.verdict(), false, null, 6, job.created(), job.finished(), job.callback(), job.attempts()));
		this.calls.set(0, new Call(0, Callers.prompt(0), 0, at(2), at(3), Outcome.PICTURE));
		this.calls.add(new Call(-1, Callers.prompt(0), -1, at(3), at(4), Outcome.PICTURE));
		this.puts.add(new Put("images/" + ALICES + ".png", at(3), true));
		this.puts.add(new Put("videos/" + ALICES + ".mp4", at(4), true));
		this.gallery.add(new Videos.Shown("alice", ALICES, List.of("videos/" + ALICES + ".mp4")));
		this.credits.set(0, new Credits("alice", World.CREDITS - World.PRICE, 0));
	}

	/**
	 * Let alice's job be a generation that a backend made, or fal.
	 */
	void generation(boolean byBackend) {
		this.backend = byBackend;
		this.jobs.replaceAll((job) -> !job.id().equals(ALICES) ? job : new Job(ALICES, job.owner(), "video", null,
				job.state(), job.verdict(), false, null, 1, job.created(), job.finished(), "none", List.of()));
		this.submissions.set(0, new Submission(0, "alice", Callers.VIDEO, "key 0", at(0), at(1), 200, ALICES));
		this.callbacks.remove(0);
		this.log.remove(2);
		this.readers.replaceAll((reader) -> reader(reader.owner(), reader.job()));
		this.calls.remove(0);
		this.puts.clear();
		if (byBackend) {
			this.orders.add(new Videos.Order(ALICES, ALICES, at(2), true));
			this.webhooks.add(webhook("completed", true, 3, 200));
		}
		else {
			this.calls.add(new Call(-1, Callers.prompt(0), -1, at(2), at(3), Outcome.PICTURE));
			this.puts.add(new Put("videos/" + ALICES + "/video_1.mp4", at(3), true));
		}
		this.webhooks.add(webhook("failed", false, 2, 401));
		this.gallery.add(new Videos.Shown("alice", ALICES, List.of("videos/" + ALICES + "/video_1.mp4")));
		this.credits.set(0, new Credits("alice", World.CREDITS - World.VIDEO_PRICE, 0));
	}

	static Videos.Webhook webhook(String status, boolean genuine, int second, int answered) {
		return new Videos.Webhook("backend", ALICES, status, genuine, at(second), answered);
	}

	/**
	 * Return a reader that saw all that there is for it now.
	 */
	Reader reader(String owner, @Nullable String job) {
		Reader blind = new Reader("reader of " + owner, owner, job, List.of());
		return new Reader(blind.name(), owner, job,
				this.log.stream().filter(blind::covers).map(HistoryDraft::seen).toList());
	}

	static Seen seen(Entry entry) {
		return new Seen(entry.seq(), entry.job(), entry.type(), entry.data());
	}

	static Instant at(int seconds) {
		return BEGINNING.plusSeconds(seconds);
	}

	static Submission submission(int number, String owner, int status, @Nullable String job) {
		return new Submission(number, owner, ServiceClient.SINGLE_COS, "key " + number, at(0), at(1), status, job);
	}

	/**
	 * Try a job again, which becomes a new one each time.
	 */
	static Submission retry(int number, String owner, String job, int second) {
		return new Submission(number, owner, "/jobs/" + job + "/retry", null, at(second), at(second), 202,
				"of " + second);
	}

	static Act act(What what, String job, String by, int second, int status) {
		return new Act(what, job, by, at(second), at(second), status);
	}

	static Call call(int submission, int from, int to, Outcome outcome) {
		return new Call(0, Callers.prompt(submission), 16, at(from), at(to), outcome);
	}

	static Callback callback(String job, String digest, String status, int second, int answered) {
		return new Callback(job, digest, status, null, at(second), at(second), answered);
	}

	/**
	 * Replace a job by one that differs.
	 */
	void change(String id, String state, String verdict, boolean cancelled, int done, List<Integer> attempts) {
		this.jobs.replaceAll((job) -> !job.id().equals(id) ? job : new Job(id, job.owner(), job.kind(), job.filename(),
				state, verdict, cancelled, job.error(), done, job.created(), job.finished(), job.callback(), attempts));
	}

	void seenBy(int reader, List<Seen> seen) {
		Reader before = this.readers.get(reader);
		this.readers.set(reader, new Reader(before.name(), before.owner(), before.job(), seen));
	}

	List<String> violations() {
		return Auditor.violations(new History(new Settings(1, true, "once", 0, this.backend), this.submissions,
				this.acts, this.faults, this.calls, this.puts, this.callbacks, this.readers, this.jobs, this.log,
				this.credits, new Videos(this.orders, this.webhooks, this.gallery)));
	}

}
