package io.wxomedia.processing;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with a limit of images per minute, one worker and no input bucket. They share the
 * minute, so they are in order; the job that still waits at their end must not meet the
 * next tests.
 */
@TestPropertySource(properties = { "COS_INPUT_BUCKET=not-there", "COS_OUTPUT_BUCKET=outputs",
		"OPENAI_IMAGES_PER_MINUTE=2", "MAX_CONCURRENT_JOBS=1", "OPENAI_IMAGE_OUTPUT_FORMAT=webp" })
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RateLimitTests extends ProcessingService {

	/**
	 * The job that waits would take a minute; it goes with this class's service.
	 */
	@Override
	@AfterEach
	void leaveNothingBehind() {
		receiver.willTakeEverything();
	}

	@Test
	@Order(1)
	void resultHasTheConfiguredFormat() {
		provider.willReturn(TestImages.webp());
		assertThat(text(process(ServiceClient.SINGLE_B64), "result_mime_type")).isEqualTo("image/webp");
		JsonNode stored = process(ServiceClient.SINGLE_COS);
		assertThat(text(stored, "object_key")).endsWith("/photo_modified.webp");
		assertThat(store.client()
			.headObject((request) -> request.bucket(OUTPUTS).key(text(stored, "object_key")))
			.contentType()).isEqualTo("image/webp");
	}

	@Test
	@Order(2)
	void jobBeyondTheLimitWaitsWithoutAWorker() {
		String waiting = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		Eventually.within(PATIENCE, () -> {
			JsonNode job = this.service.job(waiting);
			assertThat(text(job, "state")).isEqualTo("queued");
			assertThat(text(job, "phase")).isEqualTo("waiting");
		});
		assertThat(provider.edits()).isEmpty();
		JsonNode batch = processBatch();
		assertThat(text(batch, "status")).isEqualTo("failed");
		assertThat(text(this.service.job(waiting), "state")).isEqualTo("queued");
	}

	@Test
	@Order(3)
	void missingInputBucketFailsTheBatchWithAllFields() {
		JsonNode callback = processBatch();
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "total_files", "processed",
				"failed", "fallback_local", "total_files_processed", "duration_seconds", "output_bucket",
				"output_prefix", "errors", "error");
		assertThat(text(callback, "status")).isEqualTo("failed");
		assertThat(text(callback, "error")).contains("not-there");
		assertThat(callback.path("total_files").asInt(-1)).isZero();
		assertThat(callback.path("errors").size()).isZero();
		assertThat(text(this.service.job(text(callback, "job_id")), "error")).isEqualTo(text(callback, "error"));
	}

}
