package io.wxomedia.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Call;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Outcome;
import io.wxomedia.history.History.Put;
import io.wxomedia.history.History.What;

/**
 * What is asked about calls to the provider and what they gave.
 */
final class MoneyQuestions {

	/**
	 * Calls for one picture in all, as API.md says.
	 */
	private static final int MOST_CALLS = 3;

	private MoneyQuestions() {
	}

	/**
	 * A picture is bought again only when an answer was lost: by the provider, or because
	 * the instance that called was killed or frozen meanwhile, or was told to let it go.
	 */
	static List<String> boughtOnce(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		Map<String, List<Call>> byPicture = history.calls()
			.stream()
			.sorted(Comparator.comparing(Call::at))
			.collect(Collectors.groupingBy((call) -> call.prompt() + " picture " + call.item()));
		byPicture.forEach((picture, calls) -> {
			String prompt = calls.get(0).prompt();
			int jobs = evidence.jobsOf(prompt);
			List<Call> paid = calls.stream().filter(Call::perhapsPaid).toList();
			if (paid.size() > jobs * history.settings().callsPerhapsPaid()) {
				wrong.add("Perhaps paid " + paid.size() + " times for " + picture + ": " + paid);
			}
			if (calls.size() > jobs * MOST_CALLS) {
				wrong.add(calls.size() + " calls for " + picture + ": " + calls);
			}
			for (int i = 1; i < paid.size(); i++) {
				Call before = paid.get(i - 1);
				Call after = paid.get(i);
				if (before.outcome() != Outcome.LOST
						&& !evidence.disturbed(before.instance(), before.at().minusSeconds(1), after.at())
						&& !evidence.cancelled(prompt, before.at(), before.ended().plus(Evidence.SLACK))) {
					wrong.add("Bought again without need, " + picture + ": " + before + ", " + after);
				}
			}
		});
		return wrong;
	}

	static List<String> nothingAfterCancel(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Act act : history.acts()) {
			if (act.what() != What.CANCEL || !act.happened()) {
				continue;
			}
			Instant latest = act.answered().plus(Evidence.SLACK);
			evidence.calls(act.job())
				.stream()
				.filter((call) -> call.at().isAfter(latest) && !evidence.triedAgain(call.prompt(), call.at())
						&& !evidence.disturbed(call.instance(), act.sent(), call.at()))
				.forEach((call) -> wrong.add("After " + act + " came " + call));
		}
		return wrong;
	}

	static List<String> completedWasBought(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			if (job.workflow() || job.video()) {
				continue;
			}
			long pictures = evidence.calls(job.id())
				.stream()
				.filter((call) -> call.outcome() == Outcome.PICTURE)
				.map(Call::item)
				.distinct()
				.count();
			if (!evidence.prompt(job.id()).isEmpty() && job.done() > pictures) {
				wrong.add(job.done() + " pictures of which " + pictures + " were bought: " + job);
			}
			long stored = history.puts()
				.stream()
				.filter((put) -> put.stored() && put.key().contains(job.id()))
				.filter((put) -> !put.key().endsWith("manifest.json"))
				.map(Put::key)
				.distinct()
				.count();
			if (!job.kind().equals("image_b64") && job.done() > stored) {
				wrong.add(job.done() + " pictures of which " + stored + " were stored: " + job);
			}
			if ("completed".equals(job.verdict()) && job.single() && job.done() != 1) {
				wrong.add("Completed without a picture: " + job);
			}
		}
		return wrong;
	}

}
