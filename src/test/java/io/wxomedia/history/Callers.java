package io.wxomedia.history;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.wxomedia.history.History.Act;
import io.wxomedia.history.History.Submission;
import io.wxomedia.history.History.What;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import tools.jackson.databind.JsonNode;

/**
 * Those who use the service, each with a key. They write down what they were told.
 */
class Callers {

	static final String WORKFLOW = "/api/workflow/start";

	static final String VIDEO = "/api/videos/generate";

	/**
	 * How often a request with a key is sent until it is accepted.
	 */
	private static final int TRIES = 40;

	/**
	 * In tenths of a second.
	 */
	private static final int PATIENCE = 100;

	private final Client client = new Client();

	private final Instances instances;

	private final Recorder recorder;

	private final String callbackUrl;

	private final Map<Integer, Accepted> accepted = new ConcurrentHashMap<>();

	Callers(Instances instances, Recorder recorder, String callbackUrl) {
		this.instances = instances;
		this.recorder = recorder;
		this.callbackUrl = callbackUrl;
	}

	void submit(Step.Submit submit) throws InterruptedException {
		String prompt = prompt(submit.number());
		String body = switch (submit.path()) {
			case ServiceClient.BATCH -> ServiceClient.batch(prompt);
			case WORKFLOW ->
				"{\"imagePrompt\":\"" + prompt + " is a lighthouse\",\"videoPrompt\":\"" + prompt + " turns slowly\"}";
			case VIDEO -> "{\"prompt\":\"" + prompt + " is a lake\"}";
			default -> ServiceClient.single(prompt, prompt + ".png", TestImages.png());
		};
		int tries = submit.keyed() ? TRIES : 1;
		for (int i = 0; i < tries && !this.accepted.containsKey(submit.number()); i++) {
			String[] headers = submit.keyed()
					? new String[] { "callbackUrl", this.callbackUrl, "Idempotency-Key", key(submit) }
					: new String[] { "callbackUrl", this.callbackUrl };
			Client.Answer answer = this.client.send(this.instances.port(submit.instance() + i), "POST", submit.path(),
					Keys.of(submit.owner()), body, headers);
			String job = switch (answer.status()) {
				case 200 -> answer.json().path(submit.path().equals(VIDEO) ? "job_id" : "workflowId").asString();
				case 202 -> answer.json().path("job_id").asString();
				default -> null;
			};
			this.recorder.add(new Submission(submit.number(), submit.owner(), submit.path(),
					submit.keyed() ? key(submit) : null, answer.sent(), answer.at(), answer.status(), job));
			if (job != null) {
				this.accepted.put(submit.number(), new Accepted(job, submit.owner(), submit.path().equals(VIDEO)));
				return;
			}
			Thread.sleep(1000);
		}
	}

	static String prompt(int number) {
		return "s" + number;
	}

	private static String key(Step.Submit submit) {
		return "key " + submit.number();
	}

	/**
	 * Wait until a submission is accepted, if it soon is.
	 * @param number the submission
	 * @return its job
	 */
	Optional<Accepted> await(int number) throws InterruptedException {
		for (int i = 0; i < PATIENCE && !this.accepted.containsKey(number); i++) {
			Thread.sleep(100);
		}
		return Optional.ofNullable(this.accepted.get(number));
	}

	void act(Step.Act act) throws InterruptedException {
		Optional<Accepted> meant = await(act.number());
		Thread.sleep(act.afterMillis());
		meant.ifPresent((job) -> {
			String by = act.byStranger() ? Keys.stranger(job.owner()) : job.owner();
			String path = "/jobs/" + job.id();
			Client.Answer answer = switch (act.what()) {
				case CANCEL -> send(act.instance(), "POST", path + "/cancel", by, "");
				case REDELIVER -> send(act.instance(), "POST", path + "/redeliver", by, "");
				case RETRY -> send(act.instance(), "POST", path + "/retry", by, "");
				case DELETE -> send(act.instance(), "DELETE", path, by, "");
				default ->
					send(act.instance(), "GET", job.video() ? "/api/videos/" + job.id() + "/status" : path, by, "");
			};
			this.recorder.add(new Act(act.what(), job.id(), by, answer.sent(), answer.at(), answer.status()));
			if (act.what() == What.RETRY) {
				retried(act.number(), job, path, by, answer);
			}
		});
	}

	/**
	 * What is done to the submission from now on is done to the new job.
	 */
	private void retried(int number, Accepted job, String path, String by, Client.Answer answer) {
		String again = (answer.status() == 202) ? answer.json().path("job_id").asString() : null;
		this.recorder
			.add(new Submission(number, by, path + "/retry", null, answer.sent(), answer.at(), answer.status(), again));
		if (again != null) {
			this.accepted.replace(number, job, new Accepted(again, by, job.video()));
		}
	}

	void cancelAll(Step.CancelAll all) {
		Client.Answer answer = send(all.instance(), "POST", "/jobs/cancel", all.owner(), "{\"all\":true}");
		this.recorder.add(new Act(What.CANCEL_ALL, "", all.owner(), answer.sent(), answer.at(), answer.status()));
	}

	void look(Step.Look look) {
		Client.Answer answer = send(look.instance(), "GET", "/jobs?limit=100", look.owner(), "");
		if (answer.status() != 200) {
			return;
		}
		for (JsonNode job : answer.json().path("jobs")) {
			this.recorder.add(new Act(What.READ, job.path("job_id").asString(), look.owner(), answer.sent(),
					answer.at(), answer.status()));
		}
	}

	private Client.Answer send(int instance, String method, String path, String by, String body) {
		return this.client.send(this.instances.port(instance), method, path, Keys.of(by), body);
	}

	/**
	 * A job that was accepted.
	 *
	 * @param id its id
	 * @param owner whose it is
	 * @param video whether it is a generation of videos
	 */
	record Accepted(String id, String owner, boolean video) {

	}

}
