package io.wxomedia.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Call;
import io.wxomedia.history.History.Callback;
import io.wxomedia.history.History.Entry;
import io.wxomedia.history.History.Fault;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Submission;
import io.wxomedia.history.History.What;

/**
 * A history, sorted for those who ask.
 */
final class Evidence {

	/**
	 * What was begun before a moment may arrive a little after it; the machine is busy.
	 */
	static final Duration SLACK = Duration.ofSeconds(5);

	private final History history;

	private final Map<String, Job> jobs;

	private final Map<String, Submission> accepted = new HashMap<>();

	Evidence(History history) {
		this.history = history;
		this.jobs = history.jobs()
			.stream()
			.collect(Collectors.toMap(Job::id, Function.identity(), (one, other) -> one));
		history.submissions()
			.stream()
			.filter((submission) -> submission.job() != null)
			.forEach((submission) -> this.accepted.put(String.valueOf(submission.job()), submission));
	}

	Map<String, Job> jobs() {
		return this.jobs;
	}

	/**
	 * Return the accepted requests by their jobs.
	 */
	Map<String, Submission> accepted() {
		return this.accepted;
	}

	/**
	 * Return what the owner of a job did to it, or may have done.
	 */
	List<Act> byOwner(What what, String job) {
		String owner = owner(job);
		return this.history.acts()
			.stream()
			.filter((act) -> act.what() == what && act.job().equals(job) && act.by().equals(owner)
					&& act.mayHaveHappened())
			.toList();
	}

	String owner(String job) {
		Submission submission = this.accepted.get(job);
		if (submission != null) {
			return submission.owner();
		}
		Job found = this.jobs.get(job);
		return (found != null) ? found.owner() : "";
	}

	/**
	 * Return the prompt of a job, or an empty text if it is not known.
	 */
	String prompt(String job) {
		Submission submission = this.accepted.get(job);
		if (submission != null) {
			return Callers.prompt(submission.number());
		}
		Job found = this.jobs.get(job);
		String filename = (found != null) ? found.filename() : null;
		return (filename != null) ? filename.substring(0, filename.indexOf('.')) : "";
	}

	/**
	 * Return how many jobs a submission became: one, and one more each time that it was
	 * tried again.
	 */
	int jobsOf(String prompt) {
		long again = this.history.submissions()
			.stream()
			.filter((one) -> one.path().endsWith("/retry") && (one.accepted() || one.unknown()))
			.filter((one) -> Callers.prompt(one.number()).equals(prompt))
			.map(Submission::path)
			.distinct()
			.count();
		return Math.toIntExact(1 + again);
	}

	/**
	 * Return whether a submission was tried again before a moment.
	 */
	boolean triedAgain(String prompt, Instant before) {
		return this.history.submissions()
			.stream()
			.anyMatch((one) -> one.path().endsWith("/retry") && Callers.prompt(one.number()).equals(prompt)
					&& one.sent().isBefore(before));
	}

	/**
	 * Return whether somebody cancelled a job of a submission at a time.
	 */
	boolean cancelled(String prompt, Instant from, Instant to) {
		return this.history.acts()
			.stream()
			.filter((act) -> act.what() == What.CANCEL_ALL
					|| act.what() == What.CANCEL && prompt(act.job()).equals(prompt))
			.anyMatch((act) -> act.sent().isBefore(to) && act.answered().isAfter(from));
	}

	List<Call> calls(String job) {
		String prompt = prompt(job);
		return this.history.calls().stream().filter((call) -> call.prompt().equals(prompt)).toList();
	}

	Map<String, List<Callback>> callbacks() {
		return this.history.callbacks().stream().collect(Collectors.groupingBy(Callback::job));
	}

	List<Entry> entries(String job) {
		return this.history.log().stream().filter((entry) -> entry.job().equals(job)).toList();
	}

	/**
	 * Return whether something was done to an instance, or to any if that is negative.
	 */
	boolean disturbed(int instance, Instant from, Instant to) {
		return this.history.faults()
			.stream()
			.filter((fault) -> fault.kind().equals("kill") || fault.kind().equals("freeze"))
			.filter((fault) -> instance < 0 || fault.instance() == instance)
			.anyMatch((fault) -> fault.touches(from, to));
	}

	boolean fault(String kind, Instant from, Instant to) {
		return this.history.faults().stream().anyMatch((fault) -> fault.kind().equals(kind) && fault.touches(from, to));
	}

	List<Fault> faults() {
		return this.history.faults();
	}

}
