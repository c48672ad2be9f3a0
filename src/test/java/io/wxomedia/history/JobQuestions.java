package io.wxomedia.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Submission;
import io.wxomedia.history.History.What;
import io.wxomedia.testing.ServiceClient;

/**
 * What is asked about jobs.
 */
final class JobQuestions {

	private JobQuestions() {
	}

	static List<String> kept(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		evidence.accepted().forEach((id, submission) -> {
			Job job = evidence.jobs().get(id);
			if (job == null && evidence.byOwner(What.DELETE, id).isEmpty()) {
				wrong.add("A job that was answered 202 is not there: " + submission);
			}
		});
		for (Job job : history.jobs()) {
			if (!job.state().equals("finished") || job.verdict() == null) {
				wrong.add("A job has no verdict: " + job);
			}
		}
		return wrong;
	}

	static List<String> gone(History history) {
		Evidence evidence = new Evidence(history);
		return history.acts()
			.stream()
			.filter((act) -> act.what() == What.DELETE && act.happened())
			.filter((act) -> evidence.jobs().containsKey(act.job()))
			.map((act) -> "A job that was deleted is there: " + act)
			.toList();
	}

	static List<String> oneRequestIsOneJob(History history) {
		List<String> wrong = new ArrayList<>();
		Map<String, Set<String>> byRequest = new HashMap<>();
		Map<String, Set<Integer>> byJob = new HashMap<>();
		for (Submission submission : history.submissions()) {
			String job = submission.job();
			if (job != null) {
				byRequest.computeIfAbsent(submission.number() + " " + submission.path(), (unknown) -> new HashSet<>())
					.add(job);
				byJob.computeIfAbsent(job, (unknown) -> new HashSet<>()).add(submission.number());
			}
		}
		byRequest.forEach((request, jobs) -> {
			if (jobs.size() > 1) {
				wrong.add("Submission " + request + " made several jobs: " + jobs);
			}
		});
		byJob.forEach((job, numbers) -> {
			if (numbers.size() > 1) {
				wrong.add("Job " + job + " was given to several submissions: " + numbers);
			}
		});
		return wrong;
	}

	static List<String> nothingUnasked(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		List<Job> unaccepted = history.jobs()
			.stream()
			.filter((job) -> !evidence.accepted().containsKey(job.id()))
			.toList();
		Map<String, Submission> unknown = new HashMap<>();
		history.submissions()
			.stream()
			.filter(Submission::unknown)
			.forEach((submission) -> unknown.put(submission.number() + " " + submission.path(), submission));
		evidence.accepted().values().forEach((one) -> unknown.remove(one.number() + " " + one.path()));
		List<Submission> left = new ArrayList<>(unknown.values());
		for (Job job : unaccepted) {
			Submission from = left.stream().filter((one) -> mayHaveMade(evidence, one, job)).findFirst().orElse(null);
			if (from == null) {
				wrong.add("Nobody can have sent this job: " + job);
			}
			left.remove(from);
		}
		return wrong;
	}

	/**
	 * A batch, a run of the workflow and a generation do not tell which of their owner's
	 * submissions they are.
	 */
	private static boolean mayHaveMade(Evidence evidence, Submission submission, Job job) {
		boolean same = job.single() ? Callers.prompt(submission.number()).equals(evidence.prompt(job.id()))
				: submission.path().endsWith("/retry") || submission.path().equals(path(job));
		return submission.owner().equals(job.owner()) && same;
	}

	private static String path(Job job) {
		return job.workflow() ? Callers.WORKFLOW : job.video() ? Callers.VIDEO : ServiceClient.BATCH;
	}

	static List<String> cancelledStaysCancelled(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Act act : history.acts()) {
			Job job = evidence.jobs().get(act.job());
			if (job == null || act.what() != What.CANCEL) {
				continue;
			}
			if (act.happened() && !(job.cancelled() && "failed".equals(job.verdict()))) {
				wrong.add("The cancelling was answered 202: " + act + ", and the job is " + job);
			}
			if (act.status() == 409 && job.cancelled()) {
				wrong.add("The cancelling was answered 409: " + act + ", and the job is " + job);
			}
		}
		for (Job job : history.jobs()) {
			boolean asked = !evidence.byOwner(What.CANCEL, job.id()).isEmpty() || history.acts()
				.stream()
				.anyMatch((act) -> act.what() == What.CANCEL_ALL && act.by().equals(job.owner())
						&& act.mayHaveHappened());
			if (job.cancelled() && !asked) {
				wrong.add("Nobody cancelled this job: " + job);
			}
		}
		return wrong;
	}

	static List<String> allAreCancelled(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Act act : history.acts()) {
			if (act.what() != What.CANCEL_ALL || !act.happened()) {
				continue;
			}
			evidence.accepted().forEach((id, submission) -> {
				Job job = evidence.jobs().get(id);
				boolean meant = submission.owner().equals(act.by()) && submission.answered().isBefore(act.sent());
				if (meant && job != null && !job.cancelled() && !endedBefore(job, act.answered())) {
					wrong.add("All were cancelled: " + act + ", and a job went on: " + job);
				}
			});
		}
		return wrong;
	}

	private static boolean endedBefore(Job job, Instant moment) {
		Instant finished = job.finished();
		return finished != null && !finished.isAfter(moment);
	}

	static List<String> nothingOfOthers(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Act act : history.acts()) {
			String owner = evidence.owner(act.job());
			if (act.happened() && !owner.isEmpty() && !owner.equals(act.by())) {
				wrong.add(act.by() + " was answered " + act.status() + " about a job of " + owner + ": " + act);
			}
		}
		evidence.accepted().forEach((id, submission) -> {
			Job job = evidence.jobs().get(id);
			if (job != null && !job.owner().equals(submission.owner())) {
				wrong.add("A job changed hands: " + submission + ", " + job);
			}
		});
		return wrong;
	}

	static List<String> failedWithReason(History history) {
		Evidence evidence = new Evidence(history);
		Set<String> neighbours = Set.of("storage", "provider", "database");
		return history.jobs()
			.stream()
			.filter((job) -> "failed".equals(job.verdict()) || "completed_with_errors".equals(job.verdict()))
			.filter((job) -> !job.cancelled() && !VideoQuestions.told(history, job, "failed"))
			.filter((job) -> {
				Instant end = (job.finished() != null) ? job.finished() : Instant.MAX;
				return !evidence.disturbed(-1, job.created(), end)
						&& neighbours.stream().noneMatch((kind) -> evidence.fault(kind, job.created(), end));
			})
			.map((job) -> "Nothing was wrong, and a job failed: " + job)
			.collect(Collectors.toList());
	}

}
