package io.wxomedia.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.wxomedia.history.History.Entry;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Reader;
import io.wxomedia.history.History.Seen;
import io.wxomedia.history.History.What;

/**
 * What is asked about events and those who read them.
 */
final class EventQuestions {

	private EventQuestions() {
	}

	static List<String> oneVerdict(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			List<Entry> done = evidence.entries(job.id())
				.stream()
				.filter((entry) -> entry.type().equals("done"))
				.toList();
			if (done.size() != 1) {
				wrong.add(done.size() + " verdicts of " + job + ": " + done);
			}
			else if (!Objects.equals(done.get(0).verdict(), job.verdict())
					|| done.get(0).cancelled() != job.cancelled()) {
				wrong.add("The log says " + done.get(0) + ", and the job is " + job);
			}
		}
		for (Reader reader : history.readers()) {
			Map<String, Seen> verdicts = new HashMap<>();
			for (Seen seen : reader.seen()) {
				Seen before = seen.type().equals("done") ? verdicts.put(seen.job(), seen) : null;
				if (before != null) {
					wrong.add(reader.name() + " saw two verdicts: " + before + ", " + seen);
				}
			}
		}
		return wrong;
	}

	/**
	 * It begins queued, does nothing after its verdict, and is delivered only then; the
	 * last word about its delivery is what the job says.
	 */
	static List<String> inOrder(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			List<Entry> entries = evidence.entries(job.id());
			boolean done = false;
			boolean right = !entries.isEmpty() && entries.get(0).data().contains("\"queued\"");
			Entry last = null;
			for (Entry entry : entries) {
				right &= entry.seq() > 0 && entry.type().equals("delivery") == done;
				done |= entry.type().equals("done");
				last = entry;
			}
			right &= last != null && (job.callback().equals("none") ? last.type().equals("done")
					: last.data().contains("\"state\":\"" + job.callback() + "\""));
			if (!right) {
				wrong.add("The log of " + job + " is " + entries);
			}
		}
		return wrong;
	}

	static List<String> growing(History history) {
		List<String> wrong = new ArrayList<>();
		for (Reader reader : history.readers()) {
			for (int i = 1; i < reader.seen().size(); i++) {
				if (reader.seen().get(i).seq() <= reader.seen().get(i - 1).seq()) {
					wrong.add(reader.name() + " saw " + reader.seen().get(i) + " after " + reader.seen().get(i - 1));
				}
			}
		}
		return wrong;
	}

	/**
	 * Whoever follows one job was told that nothing follows when its callback was
	 * settled, and sees no more of what is delivered again afterwards.
	 */
	static List<String> complete(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Reader reader : history.readers()) {
			Map<Long, Seen> seen = new HashMap<>();
			reader.seen().forEach((one) -> seen.put(one.seq(), one));
			List<Entry> missed = history.log()
				.stream()
				.filter(reader::covers)
				.filter((entry) -> !cameAfterItsEnd(evidence, reader, entry))
				.filter((entry) -> !new Seen(entry.seq(), entry.job(), entry.type(), entry.data())
					.equals(seen.get(entry.seq())))
				.toList();
			if (!missed.isEmpty()) {
				wrong.add(reader.name() + " missed " + missed.size() + " of " + history.log().size() + ", first "
						+ missed.get(0) + "; it saw " + reader.seen().size());
			}
		}
		return wrong;
	}

	private static boolean cameAfterItsEnd(Evidence evidence, Reader reader, Entry entry) {
		if (reader.job() == null || !entry.type().equals("delivery")
				|| evidence.byOwner(What.REDELIVER, entry.job()).isEmpty()) {
			return false;
		}
		Seen last = reader.seen().isEmpty() ? null : reader.seen().get(reader.seen().size() - 1);
		return last != null && last.type().equals("delivery") && entry.seq() > last.seq();
	}

	static List<String> onlyTheirs(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Reader reader : history.readers()) {
			for (Seen seen : reader.seen()) {
				String owner = evidence.owner(seen.job());
				boolean theirs = reader.owner().equals(History.ADMIN) || owner.isEmpty()
						|| owner.equals(reader.owner());
				boolean asked = reader.job() == null || reader.job().equals(seen.job());
				if (!theirs || !asked) {
					wrong.add(reader.name() + " saw an event of " + owner + ": " + seen);
				}
			}
		}
		return wrong;
	}

}
