package io.wxomedia.processing;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TcpProxy;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a store that cannot be reached for a while, or whose bucket is gone.
 */
class StoreAwayTests extends UsualSettings {

	private static final TcpProxy network = TcpProxy.to(store.endpoint().getPort());

	@DynamicPropertySource
	static void storeBehindTheNetwork(DynamicPropertyRegistry properties) {
		properties.add("media.storage.endpoint", () -> "http://127.0.0.1:" + network.port());
	}

	@AfterEach
	void mend() {
		network.mend();
	}

	@Test
	void pictureIsStoredWhenTheStoreIsBackAndWasBoughtOnce() {
		network.cut();
		String job = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
		JsonNode waiting = Eventually.value(PATIENCE, () -> {
			JsonNode view = this.service.job(job);
			assertThat(text(view, "phase")).isEqualTo("storing");
			return view;
		});
		assertThat(text(waiting, "state")).isEqualTo("queued");
		network.mend();
		JsonNode callback = receiver.take(job, PATIENCE).json();
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(keys(OUTPUTS)).containsExactly(text(callback, "object_key"));
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void imagesOfABatchCanBeHadOneByOneUntilTheJobIsRemoved() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.txt", new byte[] { 1 });
		String done = text(processBatch(), "job_id");
		assertThat(this.service.get("/jobs/" + done + "/items/1/result")).satisfies((answer) -> {
			assertThat(answer.status()).isEqualTo(303);
			assertThat(answer.header("Location")).contains("a_modified.png").contains("X-Amz-Signature");
		});
		assertThat(this.service.get("/jobs/" + done + "/items/2/result")).satisfies((answer) -> {
			assertThat(answer.status()).isEqualTo(422);
			assertThat(answer.code()).isEqualTo("item_failed");
		});
		assertThat(this.service.get("/jobs/" + done + "/items/3/result")).satisfies((answer) -> {
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.code()).isEqualTo("not_found");
		});
		removeBucket(OUTPUTS);
		try {
			JsonNode callback = processBatch();
			assertThat(text(callback, "status")).isEqualTo("completed_with_errors");
			String job = text(callback, "job_id");
			String result = "/jobs/" + job + "/items/1/result";
			JsonNode items = this.service.job(job).path("items");
			assertThat(text(items.path(0), "result_url")).isEqualTo(result);
			assertThat(text(items.path(0), "error")).contains("NoSuchBucket").endsWith("GET " + result);
			assertThat(items.path(1).path("result_url").isNull()).isTrue();
			assertThat(this.service.get(result)).satisfies((answer) -> {
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.header("Content-Type")).isEqualTo("image/png");
				assertThat(answer.body()).isEqualTo(TestImages.png());
			});
			assertThat(this.service.delete("/jobs/" + job).status()).isEqualTo(204);
			assertThat(this.service.get(result)).satisfies((answer) -> {
				assertThat(answer.status()).isEqualTo(404);
				assertThat(answer.code()).isEqualTo("not_found");
			});
		}
		finally {
			store.client().createBucket((bucket) -> bucket.bucket(OUTPUTS));
		}
	}

	@Test
	void pictureThatCannotBeStoredAtAllCanStillBeHad() {
		removeBucket(OUTPUTS);
		try {
			String job = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
			JsonNode callback = receiver.take(job, PATIENCE).json();
			assertThat(text(callback, "status")).isEqualTo("failed");
			assertThat(text(callback, "error")).contains("NoSuchBucket").contains("GET /jobs/" + job + "/result");
			assertThat(text(this.service.job(job).path("links"), "result")).isEqualTo("/jobs/" + job + "/result");
			assertThat(this.service.get("/jobs/" + job + "/result")).satisfies((answer) -> {
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.header("Content-Type")).isEqualTo("image/png");
				assertThat(answer.body()).isEqualTo(TestImages.png());
			});
		}
		finally {
			store.client().createBucket((bucket) -> bucket.bucket(OUTPUTS));
		}
	}

}
