package io.wxomedia.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.history.History.Credits;
import io.wxomedia.history.History.Entry;
import io.wxomedia.history.History.Job;
import io.wxomedia.history.History.Reader;
import io.wxomedia.testing.Eventually;
import tools.jackson.databind.JsonNode;

/**
 * Waits until nothing happens any more, and looks at how things stand.
 */
class Rest {

	/**
	 * Leases run out within 20 s, a breaker of the provider within 10 s, waits for the
	 * store grow to a minute.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(8);

	private static final Duration FOR_READERS = Duration.ofSeconds(90);

	private final Client client = new Client();

	private final Instances instances;

	Rest(Instances instances) {
		this.instances = instances;
	}

	/**
	 * Wait until every job has its verdict and every callback is settled.
	 * @return all jobs
	 */
	List<Job> jobs() throws InterruptedException {
		// What a frozen instance was sent meanwhile it takes up now.
		Thread.sleep(1500);
		List<JsonNode> views = Eventually.value(PATIENCE, () -> {
			List<JsonNode> found = list();
			for (JsonNode job : found) {
				boolean rests = job.path("state").asString().equals("finished")
						&& !job.at("/callback/state").asString().equals("pending");
				if (!rests) {
					pause();
					throw new AssertionError("Not at rest: " + job);
				}
			}
			return found;
		});
		return views.stream().map(this::job).toList();
	}

	/**
	 * Return the credits of each owner.
	 */
	List<Credits> credits() {
		return Programme.OWNERS.stream().map((owner) -> {
			JsonNode credits = get("/credits", owner);
			return new Credits(owner, credits.path("balance").asInt(), credits.path("held").asInt());
		}).toList();
	}

	/**
	 * Return the gallery of each owner.
	 */
	List<Videos.Shown> gallery() {
		List<Videos.Shown> gallery = new ArrayList<>();
		for (String owner : Programme.OWNERS) {
			JsonNode page;
			int number = 1;
			do {
				page = get("/api/videos/user?limit=100&page=" + number++, owner);
				for (JsonNode entry : page.path("videos")) {
					List<String> keys = new ArrayList<>();
					entry.path("files").forEach((file) -> keys.add(file.path("s3_key").asString()));
					gallery.add(new Videos.Shown(owner, entry.path("id").asString(), keys));
				}
			}
			while (!page.path("videos").isEmpty());
		}
		return gallery;
	}

	private static void pause() throws InterruptedException {
		Thread.sleep(300);
	}

	private List<JsonNode> list() {
		List<JsonNode> jobs = new ArrayList<>();
		for (String owner : Programme.OWNERS) {
			String cursor = "";
			while (cursor != null) {
				JsonNode page = get("/jobs?limit=100" + cursor, owner);
				page.path("jobs").forEach(jobs::add);
				String next = page.path("next_cursor").asString(null);
				cursor = (next != null) ? "&cursor=" + next : null;
			}
		}
		return jobs;
	}

	private JsonNode get(String path, String owner) {
		Client.Answer answer = this.client.send(this.instances.port(0), "GET", path, Keys.of(owner), "");
		if (answer.status() != 200) {
			throw new AssertionError(path + " is answered " + answer.status() + " " + answer.body());
		}
		return answer.json();
	}

	private Job job(JsonNode summary) {
		String id = summary.path("job_id").asString();
		JsonNode view = get("/jobs/" + id, History.ADMIN);
		List<Integer> attempts = new ArrayList<>();
		get("/jobs/" + id + "/deliveries", History.ADMIN).path("deliveries")
			.forEach((attempt) -> attempts.add(attempt.path("status").asInt(-1)));
		String finished = view.path("finished_at").asString(null);
		return new Job(id, owner(id), view.path("kind").asString(), view.path("filename").asString(null),
				view.path("state").asString(), view.path("verdict").asString(null),
				view.path("cancelled").asBoolean(false), view.path("error").asString(null),
				view.at("/progress/done").asInt(0), Instant.parse(view.path("created_at").asString()),
				(finished != null) ? Instant.parse(finished) : null, view.at("/callback/state").asString(), attempts);
	}

	/**
	 * Only its owner finds a job.
	 */
	private String owner(String id) {
		return Programme.OWNERS.stream()
			.filter((owner) -> this.client.send(this.instances.port(0), "GET", "/jobs/" + id, Keys.of(owner), "")
				.status() == 200)
			.findFirst()
			.orElse("nobody");
	}

	/**
	 * Give the watchers time to see all that there is; what they miss is for the auditor
	 * to say.
	 * @param watchers the watchers
	 * @param log what there is; empty if it is not known yet
	 */
	void awaitEvents(List<EventWatcher> watchers, List<Entry> log) throws InterruptedException {
		int before = -1;
		while (log.isEmpty() && seen(watchers) > before) {
			before = seen(watchers);
			Thread.sleep(3000);
		}
		try {
			Eventually.within(FOR_READERS, () -> {
				for (EventWatcher watcher : watchers) {
					if (!hasAll(watcher, log)) {
						pause();
						throw new AssertionError("A watcher has not seen all");
					}
				}
			});
		}
		catch (AssertionError ex) {
			// The auditor says which events are missing.
			return;
		}
	}

	private static int seen(List<EventWatcher> watchers) {
		return watchers.stream().mapToInt((watcher) -> watcher.record().seen().size()).sum();
	}

	private static boolean hasAll(EventWatcher watcher, List<Entry> log) {
		if (watcher.followsOneJob()) {
			return watcher.isOver();
		}
		Reader reader = watcher.record();
		long last = log.stream().filter(reader::covers).mapToLong(Entry::seq).max().orElse(0);
		return !reader.seen().isEmpty() && reader.seen().get(reader.seen().size() - 1).seq() >= last;
	}

}
