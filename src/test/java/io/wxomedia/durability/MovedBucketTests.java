package io.wxomedia.durability;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRecords;
import io.wxomedia.submission.JobRetries;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.worker.JobHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of the workflow whose output bucket is no longer the configured one:
 * what they stored is found where it was stored.
 */
class MovedBucketTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String ELSEWHERE = "--COS_OUTPUT_BUCKET=new";

	@RegisterExtension
	final Ground ground = new Ground();

	private final MovableClock clock = this.ground.clock();

	private final JdbcClient jdbc = this.ground.jdbc();

	private final PassingTime time = this.ground.time();

	@Test
	void whatARunStoredIsFoundWhereItWasStored() throws Exception {
		World world = this.ground.world();
		UUID run;
		try (MortalInstance first = MortalInstance.start(world, Death.never())) {
			run = start(first);
			assertVerdict(run, "completed");
		}
		try (MortalInstance second = MortalInstance.start(world, Death.never(), ELSEWHERE)) {
			assertThat(linksOf(second, run)).containsExactly("/out/images/" + run + ".png",
					"/out/videos/" + run + ".mp4", "/out/videos/" + run + ".mp4", "/out/images/" + run + ".png",
					"/out/videos/" + run + ".mp4");
			assertThat(gallery()).isEqualTo("out videos/" + run + ".mp4 images/" + run + ".png");
			// As those have it that were stored before the bucket was written down.
			this.jdbc.sql("update job_item set result = replace(result, ',\"bucket\":\"out\"', '')").update();
			this.jdbc.sql(
					"update job set result = replace(replace(result, ',\"imageBucket\":\"out\"', ''), ',\"videoBucket\":\"out\"', '')")
				.update();
			assertThat(linksOf(second, run)).hasSize(5).allSatisfy((link) -> assertThat(link).startsWith("/new/"));
		}
	}

	@Test
	void runThatMovesInTheMiddleHasItsPictureHereAndItsVideoThere() throws Exception {
		World world = this.ground.world();
		MortalInstance.Looking usual = world.neighbours().looking;
		world.neighbours().looking = (looks) -> new RemoteState.Working(30);
		UUID run;
		try (MortalInstance first = MortalInstance.start(world, Death.never())) {
			run = start(first);
			this.time.until(PATIENCE, Duration.ofMillis(100),
					() -> assertThat(
							this.jdbc.sql("select phase from job where state = 'queued'").query(String.class).list())
						.containsExactly("waiting_for_video"));
		}
		world.neighbours().looking = usual;
		try (MortalInstance second = MortalInstance.start(world, Death.never(), ELSEWHERE)) {
			assertVerdict(run, "completed");
			assertThat(linksOf(second, run)).containsExactly("/out/images/" + run + ".png",
					"/new/videos/" + run + ".mp4", "/new/videos/" + run + ".mp4", "/out/images/" + run + ".png",
					"/new/videos/" + run + ".mp4");
			// A poster lies beside its video.
			assertThat(gallery()).isEqualTo("new videos/" + run + ".mp4 null");
		}
	}

	@Test
	void retryTakesThePictureFromTheBucketThatHasIt() throws Exception {
		World world = this.ground.world();
		MortalInstance.Looking usual = world.neighbours().looking;
		world.neighbours().looking = (looks) -> new RemoteState.Failed("the words cannot be filmed", true);
		UUID run;
		try (MortalInstance first = MortalInstance.start(world, Death.never())) {
			run = start(first);
			assertVerdict(run, "failed");
		}
		world.neighbours().looking = usual;
		// Nothing but the bucket has it any more.
		this.jdbc.sql("update job_item set payload = null").update();
		this.jdbc.sql("update provider_call set result_payload = null").update();
		List<String> read = new CopyOnWriteArrayList<>();
		world.neighbours().beforeReading = read::add;
		try (MortalInstance second = MortalInstance.start(world, Death.never(), ELSEWHERE)) {
			UUID again = second.bean(JobRetries.class).retry(new JobId(run), null, null).id().value();
			assertVerdict(again, "completed");
			assertThat(read).containsExactly("out");
			assertThat(world.neighbours().pictures.get()).isOne();
			assertThat(linksOf(second, again)).hasSize(5).allSatisfy((link) -> assertThat(link).startsWith("/new/"));
		}
	}

	private static UUID start(MortalInstance instance) throws Exception {
		MockHttpServletResponse answer = Objects.requireNonNull(instance.post("/api/workflow/start",
				"{\"imagePrompt\":\"A lighthouse at dusk\",\"videoPrompt\":\"The beam turns slowly\"}", null));
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
		return UUID.fromString(new JsonMapper().readTree(answer.getContentAsString()).path("workflowId").asString());
	}

	/**
	 * Return where the links of a run lead: those of its two uploads, of its result, and
	 * of its callback.
	 */
	private static List<String> linksOf(MortalInstance instance, UUID run) {
		Job job = instance.bean(JobRecords.class).find(new JobId(run)).orElseThrow().job();
		JobHandler handler = instance.bean(JobHandlers.class).of(job);
		List<JobItem> steps = instance.bean(ItemTable.class).all(job.id(), 6);
		URI result = ((JobHandler.Result.Elsewhere) handler.result(job)).link();
		CallbackMessage message = handler.renew(job);
		return List
			.of(Objects.requireNonNull(handler.link(steps.get(2))), Objects.requireNonNull(handler.link(steps.get(4))),
					result, URI.create(String.valueOf(message.fields().get("image_url"))),
					URI.create(String.valueOf(message.fields().get("video_url"))))
			.stream()
			.map(URI::getPath)
			.toList();
	}

	private String gallery() {
		return this.jdbc
			.sql("select s3_bucket, s3_key, poster_key from video_generation join video_file using (job_id)")
			.query((row, index) -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3))
			.single();
	}

	private void assertVerdict(UUID run, String verdict) {
		this.time.until(PATIENCE, Duration.ofMillis(500),
				() -> assertThat(this.jdbc.sql("select verdict from job where id = :id and state = 'finished'")
					.param("id", run)
					.query(String.class)
					.list()).containsExactly(verdict));
	}

}
