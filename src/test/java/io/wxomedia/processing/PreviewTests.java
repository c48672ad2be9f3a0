package io.wxomedia.processing;

import java.awt.Color;
import java.util.List;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.StreamingProvider;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pictures that are shown while the provider still works on them.
 */
@TestPropertySource(
		properties = { "POLLING=true", "PARTIAL_PREVIEWS=2", "COS_INPUT_BUCKET=inputs", "COS_OUTPUT_BUCKET=outputs" })
@SuppressWarnings("NullAway.Init")
class PreviewTests extends ProcessingService {

	private static final StreamingProvider streaming = StreamingProvider.start();

	private static final byte[] FIRST = TestImages.png(16, 16, Color.GRAY);

	private static final byte[] SECOND = TestImages.png(16, 16, Color.GREEN);

	private static final byte[] DONE = TestImages.png(16, 16, Color.RED);

	@Autowired
	private JdbcClient jdbc;

	@DynamicPropertySource
	static void streamingProvider(DynamicPropertyRegistry properties) {
		properties.add("media.openai.base-url", streaming::baseUrl);
	}

	@AfterAll
	static void stop() {
		streaming.close();
	}

	@Test
	void lastPreviewIsSeenUntilThePictureIsDone() throws InterruptedException {
		streaming.sends(List.of(": hello\n\n", StreamingProvider.partial(0, FIRST),
				StreamingProvider.partial(1, SECOND), StreamingProvider.completed(DONE)));
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		assertThat(streaming.request()).contains("name=\"partial_images\"", "name=\"stream\"");
		assertThat(this.service.get("/jobs/" + job + "/preview").code()).isEqualTo("no_preview");
		streaming.allow(2);
		Eventually.within(PATIENCE, () -> assertThat(preview(job)).isEqualTo(FIRST));
		streaming.allow(1);
		Eventually.within(PATIENCE, () -> assertThat(preview(job)).isEqualTo(SECOND));
		assertThat(this.service.get("/jobs/" + job + "/preview").header("Content-Type")).isEqualTo("image/png");
		streaming.allow(1);
		assertThat(receiver.take(job, PATIENCE).json().path("status").asString()).isEqualTo("completed");
		assertThat(this.service.get("/jobs/" + job + "/preview").code()).isEqualTo("no_preview");
		assertThat(this.service.get("/jobs/" + job + "/result").body()).isEqualTo(DONE);
		JsonNode told = this.service.job(job);
		assertThat(told.path("attempts").asInt()).isEqualTo(1);
		assertThat(this.jdbc.sql("select output_tokens from provider_call where job_id = cast(:job as uuid)")
			.param("job", job)
			.query(Long.class)
			.single()).isEqualTo(472);
		List<String> events = this.jdbc.sql(
				"select data from job_event where job_id = cast(:job as uuid) and data like '%preview%' order by entry")
			.param("job", job)
			.query(String.class)
			.list();
		assertThat(events).hasSize(2);
		assertThat(events.get(1)).contains("\"preview\":\"/jobs/" + job + "/preview\"", "\"preview_number\":2");
	}

	@Test
	void cancelledJobLeavesNoPreview() throws InterruptedException {
		streaming.sends(List.of(StreamingProvider.partial(0, FIRST), StreamingProvider.completed(DONE)));
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		streaming.request();
		streaming.allow(1);
		Eventually.within(PATIENCE, () -> assertThat(preview(job)).isEqualTo(FIRST));
		assertThat(this.service.post("/jobs/" + job + "/cancel", "").status()).isEqualTo(202);
		Eventually.within(PATIENCE,
				() -> assertThat(this.jdbc.sql("select count(*) from preview").query(Integer.class).single()).isZero());
		streaming.allow(1);
	}

	@Test
	void streamThatBreaksOffIsALostAnswer() throws InterruptedException {
		streaming.sends(List.of(StreamingProvider.partial(0, FIRST)));
		streaming.allow(2);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		JsonNode told = receiver.take(job, PATIENCE).json();
		assertThat(told.path("status").asString()).isEqualTo("failed");
		// Perhaps paid: called once more at the most.
		assertThat(this.service.job(job).path("attempts").asInt()).isEqualTo(2);
		streaming.request();
		streaming.request();
	}

	@Test
	void errorInTheStreamIsToldAsItIs() throws InterruptedException {
		streaming.sends(List
			.of("data: {\"type\":\"error\",\"error\":{\"code\":\"moderation_blocked\",\"type\":\"image_generation_user_error\",\"message\":\"Rejected by the safety system\"}}\n\n"));
		streaming.allow(1);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		streaming.request();
		JsonNode told = receiver.take(job, PATIENCE).json();
		assertThat(told.path("error").asString()).contains("Rejected by the safety system");
		assertThat(this.service.job(job).path("attempts").asInt()).isEqualTo(1);
	}

	private byte[] preview(String job) {
		return this.service.get("/jobs/" + job + "/preview").body();
	}

}
