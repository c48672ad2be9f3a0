package io.wxomedia.durability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers of several instances, who take turns between them and send what got no 202
 * again, with the same Idempotency-Key. Thread-safe.
 */
final class Fleet {

	private final Map<String, String> accepted = new ConcurrentHashMap<>();

	private final IntFunction<ServiceClient> clients;

	private final String callbackUrl;

	private final int callers;

	/**
	 * Create a fleet.
	 * @param clients asks an instance, by its number from 0 on
	 * @param callbackUrl where callbacks go
	 * @param callers how many callers each instance has at once
	 */
	Fleet(IntFunction<ServiceClient> clients, String callbackUrl, int callers) {
		this.clients = clients;
		this.callbackUrl = callbackUrl;
		this.callers = callers;
	}

	/**
	 * Submit jobs, and wait until each is accepted.
	 * @param running how many instances there are
	 * @param name begins the prompts, which are the keys as well
	 * @param jobs how many
	 */
	void submit(int running, String name, int jobs) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(this.callers);
		try {
			List<Future<?>> submitted = new ArrayList<>();
			for (int i = 0; i < jobs; i++) {
				int number = i;
				submitted.add(threads.submit(() -> submitOne(number % running, name + " " + number)));
			}
			for (Future<?> one : submitted) {
				one.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void submitOne(int instance, String prompt) {
		String body = ServiceClient.single(prompt, "photo.png", TestImages.png());
		String job = Eventually.value(Stage.PATIENCE, () -> {
			try {
				ServiceClient.Answer answer = this.clients.apply(instance)
					.post(ServiceClient.SINGLE_B64, body, "callbackUrl", this.callbackUrl, "Idempotency-Key", prompt);
				assertThat(answer.status()).as(answer.text()).isEqualTo(202);
				return answer.json().path("job_id").asString();
			}
			catch (RuntimeException ex) {
				throw new AssertionError("The instance was killed", ex);
			}
		});
		this.accepted.put(job, prompt);
	}

	/**
	 * Return what was accepted.
	 * @return the prompts by their jobs
	 */
	Map<String, String> accepted() {
		return this.accepted;
	}

}
