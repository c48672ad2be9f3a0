package io.wxomedia.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Callback;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.What;

/**
 * What is asked about callbacks.
 */
final class DeliveryQuestions {

	private DeliveryQuestions() {
	}

	static List<String> sameBytes(History history) {
		List<String> wrong = new ArrayList<>();
		new Evidence(history).callbacks().forEach((job, callbacks) -> {
			Set<String> digests = callbacks.stream().map(Callback::digest).collect(Collectors.toSet());
			if (digests.size() > 1) {
				wrong.add("Job " + job + " had callbacks of several contents: " + callbacks);
			}
		});
		return wrong;
	}

	static List<String> sayTheVerdict(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Callback callback : history.callbacks()) {
			Job job = evidence.jobs().get(callback.job());
			if (job != null && !callback.status().equals(job.verdict())) {
				wrong.add("The job is " + job + ", and its callback says " + callback);
			}
			boolean cancelled = evidence.byOwner(What.CANCEL, callback.job()).stream().anyMatch(Act::happened);
			if (cancelled && !callback.status().equals("failed")) {
				wrong.add("The job was cancelled, and its callback says " + callback);
			}
		}
		return wrong;
	}

	static List<String> settled(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			List<Callback> callbacks = evidence.callbacks().getOrDefault(job.id(), List.of());
			long taken = callbacks.stream().filter(Callback::taken).count();
			long said = job.attempts().stream().filter((status) -> status / 100 == 2).count();
			int last = job.attempts().isEmpty() ? -1 : job.attempts().get(job.attempts().size() - 1);
			boolean right = switch (job.callback()) {
				case "delivered" -> taken > 0 && last / 100 == 2;
				case "dead_letter" -> last / 100 != 2 && job.attempts().size() >= 4;
				case "none" -> job.video() && callbacks.isEmpty() && job.attempts().isEmpty();
				default -> false;
			};
			if (!right || said > taken) {
				wrong.add(job + " with these callbacks: " + callbacks);
			}
		}
		return wrong;
	}

	/**
	 * A callback that was taken comes again only if somebody asked for it, or the service
	 * could not learn or note that it was taken.
	 */
	static List<String> notRepeated(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		evidence.callbacks().forEach((id, callbacks) -> {
			List<Callback> taken = callbacks.stream()
				.filter(Callback::taken)
				.sorted(Comparator.comparing(Callback::at))
				.toList();
			long excused = 0;
			for (int i = 1; i < taken.size(); i++) {
				Instant from = taken.get(i - 1).attempted();
				Instant to = taken.get(i).at();
				if (evidence.disturbed(-1, from, to) || evidence.fault("database", from, to)) {
					excused++;
				}
			}
			Job job = evidence.jobs().get(id);
			long unheard = (job != null) ? attemptsWithoutAnswer(job)
					- callbacks.stream().filter((callback) -> callback.answered() == 0).count() : 0;
			long asked = 1 + evidence.byOwner(What.REDELIVER, id).size();
			if (taken.size() > asked + excused + Math.max(0, unheard)) {
				wrong.add("Asked for " + asked + " times: " + taken);
			}
		});
		return wrong;
	}

	private static long attemptsWithoutAnswer(Job job) {
		return job.attempts().stream().filter((status) -> status < 0).count();
	}

	static List<String> nothingAfterDelete(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Act act : history.acts()) {
			if (act.what() == What.DELETE && act.happened()) {
				Instant latest = act.answered().plus(Evidence.SLACK);
				evidence.callbacks()
					.getOrDefault(act.job(), List.of())
					.stream()
					.filter((callback) -> callback.attempted().isAfter(latest))
					.forEach((callback) -> wrong.add("After " + act + " came " + callback));
			}
		}
		return wrong;
	}

}
