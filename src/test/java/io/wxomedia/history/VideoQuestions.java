package io.wxomedia.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Put;
import io.wxomedia.history.Videos.Order;
import io.wxomedia.history.Videos.Shown;
import io.wxomedia.history.Videos.Webhook;

/**
 * What is asked about generations of videos, their webhooks and the gallery.
 */
final class VideoQuestions {

	private static final Pattern JOB = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private VideoQuestions() {
	}

	/**
	 * What nobody signed or whose secret is wrong is refused.
	 */
	static List<String> forgedIsRefused(History history) {
		return history.videos()
			.webhooks()
			.stream()
			.filter((webhook) -> !webhook.genuine() && webhook.taken())
			.map((webhook) -> "Forged and heard: " + webhook)
			.toList();
	}

	/**
	 * Whatever was told how often: what is completed, a run of the workflow too, is in
	 * its owner's gallery, once, with one video; nothing else is in any.
	 */
	static List<String> inTheGalleryOnce(History history) {
		Map<String, List<Shown>> shown = history.videos().gallery().stream().collect(Collectors.groupingBy(Shown::job));
		Set<String> completed = new HashSet<>();
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			if (!(job.video() || job.workflow()) || !"completed".equals(job.verdict())) {
				continue;
			}
			completed.add(job.id());
			List<Shown> entries = shown.getOrDefault(job.id(), List.of());
			if (entries.size() != 1 || entries.get(0).keys().size() != 1) {
				wrong.add("In the gallery is " + entries + " of " + job);
			}
		}
		shown.forEach((job, entries) -> {
			if (!completed.contains(job)) {
				wrong.add("In the gallery, and not completed: " + entries);
			}
		});
		return wrong;
	}

	/**
	 * Neither an entry nor the place of a video is another's.
	 */
	static List<String> galleryIsOnesOwn(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		for (Shown shown : history.videos().gallery()) {
			Set<String> named = new HashSet<>(Set.of(shown.job()));
			for (String key : shown.keys()) {
				Matcher names = JOB.matcher(key);
				while (names.find()) {
					named.add(names.group());
				}
			}
			named.stream()
				.map(evidence::owner)
				.filter((owner) -> !owner.isEmpty() && !owner.equals(shown.owner()))
				.forEach((owner) -> wrong.add(shown + " shows what is " + owner + "'s"));
		}
		return wrong;
	}

	/**
	 * A generation is completed because its maker said so, and its video lies where it is
	 * said to lie.
	 */
	static List<String> completedWasMade(History history) {
		Evidence evidence = new Evidence(history);
		Set<String> stored = history.puts().stream().filter(Put::stored).map(Put::key).collect(Collectors.toSet());
		List<String> wrong = new ArrayList<>();
		for (Job job : history.jobs()) {
			if (!job.video() || !"completed".equals(job.verdict())) {
				continue;
			}
			boolean made;
			if (history.settings().backend()) {
				made = ordered(history, job) && told(history, job, "completed");
			}
			else {
				made = stored.contains("videos/" + job.id() + "/video_1.mp4")
						&& (evidence.prompt(job.id()).isEmpty() || !evidence.calls(job.id()).isEmpty());
			}
			if (!made) {
				wrong.add("Completed, and nobody made it: " + job);
			}
		}
		return wrong;
	}

	private static boolean ordered(History history, Job job) {
		return history.videos().orders().stream().anyMatch((order) -> order.job().equals(job.id()));
	}

	/**
	 * Return whether the maker told of a generation's end, or may have.
	 */
	static boolean told(History history, Job job, String status) {
		return history.videos()
			.webhooks()
			.stream()
			.filter((webhook) -> webhook.about().equals(job.id()) && webhook.status().equals(status))
			.anyMatch(Webhook::mayHaveCounted);
	}

	/**
	 * An order always has the same key; one that was answered is sent again only if the
	 * service could not note that.
	 */
	static List<String> orderedOnce(History history) {
		Evidence evidence = new Evidence(history);
		List<String> wrong = new ArrayList<>();
		history.videos().orders().stream().collect(Collectors.groupingBy(Order::job)).forEach((job, orders) -> {
			if (orders.stream().anyMatch((order) -> !order.key().equals(job))) {
				wrong.add("The key of an order is not its generation: " + orders);
			}
			for (int i = 1; i < orders.size(); i++) {
				Order before = orders.get(i - 1);
				Order after = orders.get(i);
				if (before.answered() && !evidence.disturbed(-1, before.at().minusSeconds(1), after.at())
						&& !evidence.fault("database", before.at().minusSeconds(1), after.at())) {
					wrong.add("Ordered again without need: " + before + ", " + after);
				}
			}
		});
		return wrong;
	}

}
