package io.wxomedia.history;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Fault;
import io.wxomedia.history.History.Submission;

/**
 * Writes down what is done, by any thread.
 */
class Recorder {

	private final List<Submission> submissions = new CopyOnWriteArrayList<>();

	private final List<Act> acts = new CopyOnWriteArrayList<>();

	private final List<Fault> faults = new CopyOnWriteArrayList<>();

	void add(Submission submission) {
		this.submissions.add(submission);
	}

	void add(Act act) {
		this.acts.add(act);
	}

	void add(Fault fault) {
		this.faults.add(fault);
	}

	List<Submission> submissions() {
		return List.copyOf(this.submissions);
	}

	List<Act> acts() {
		return List.copyOf(this.acts);
	}

	List<Fault> faults() {
		return List.copyOf(this.faults);
	}

}
