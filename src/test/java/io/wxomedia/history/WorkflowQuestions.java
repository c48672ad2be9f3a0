package io.wxomedia.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Credits;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Outcome;
import io.wxomedia.history.History.Put;
import io.wxomedia.history.History.What;

/**
 * What is asked about runs of the workflow, beside what is asked about every job.
 */
final class WorkflowQuestions {

	private WorkflowQuestions() {
	}

	/**
	 * What is complete was ordered, answered and stored.
	 */
	static List<String> haveBoth(History history) {
		Evidence evidence = new Evidence(history);
		Set<String> stored = history.puts().stream().filter(Put::stored).map(Put::key).collect(Collectors.toSet());
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			if (!job.workflow() || !"completed".equals(job.verdict())) {
				continue;
			}
			boolean kept = stored.contains("images/" + job.id() + ".png")
					&& stored.contains("videos/" + job.id() + ".mp4");
			if (!kept) {
				wrong.add("Completed, and not all of it is stored: " + job);
			}
			// The name of a run whose first answer was lost is not known.
			boolean known = !evidence.prompt(job.id()).isEmpty();
			boolean picture = evidence.calls(job.id())
				.stream()
				.anyMatch((call) -> call.item() == 0 && call.outcome() == Outcome.PICTURE);
			boolean video = evidence.calls(job.id()).stream().anyMatch((call) -> call.item() < 0);
			if (known && !(picture && video)) {
				wrong.add("Completed, and picture or video was not bought: " + job);
			}
		}
		return wrong;
	}

	/**
	 * Nothing is held when all is at rest, and each completed run and generation has cost
	 * its price once; one that was deleted may have been completed.
	 */
	static List<String> credits(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Credits credits : history.credits()) {
			long completed = history.jobs()
				.stream()
				.filter((job) -> job.owner().equals(credits.owner()) && "completed".equals(job.verdict()))
				.mapToLong((job) -> job.workflow() ? World.PRICE : job.video() ? World.VIDEO_PRICE : 0)
				.sum();
			long deleted = history.acts()
				.stream()
				.filter((act) -> act.what() == What.DELETE && act.mayHaveHappened() && act.by().equals(credits.owner()))
				.map(Act::job)
				.distinct()
				.filter((job) -> !evidence.jobs().containsKey(job))
				.count();
			int paid = World.CREDITS - credits.balance();
			if (credits.held() != 0 || !mayBe(paid - completed, deleted)) {
				wrong.add(credits + " after what costs " + completed + " was completed, and " + deleted
						+ " jobs were deleted");
			}
		}
		return wrong;
	}

	/**
	 * Return whether some of the jobs that were deleted may have cost so much.
	 */
	private static boolean mayBe(long paid, long deleted) {
		for (long runs = 0; runs <= deleted; runs++) {
			long rest = paid - runs * World.PRICE;
			if (rest >= 0 && rest % World.VIDEO_PRICE == 0 && rest / World.VIDEO_PRICE <= deleted - runs) {
				return true;
			}
		}
		return false;
	}

}
