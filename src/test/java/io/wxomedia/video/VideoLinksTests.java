package io.wxomedia.video;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.NoStorage;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VideoLinks}: entries of the gallery whose videos are gone.
 */
class VideoLinksTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-28T00:00:00Z"));

	private final TestDatabase database = TestDatabase.h2();

	private final GenerationTable generations = new GenerationTable(this.database.jdbc(), this.clock);

	private final VideoFileTable files = new VideoFileTable(this.database.jdbc(), this.clock);

	private final Store store = new Store();

	private final VideoLinks links = new VideoLinks(this.store, this.generations, this.files, "out", this.clock);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void videoThatTheBucketDoesNotHaveLeavesTheGalleryAndTheOthersStay() {
		JobId gone = generation("videos/gone.mp4");
		JobId half = generation("videos/half_1.mp4", "videos/half_2.mp4");
		JobId there = generation("videos/there.mp4");
		this.store.missing = List.of("videos/gone.mp4", "videos/half_1.mp4");
		this.links.hideMissing();
		assertThat(this.store.asked).as("asked within the first day").isEmpty();
		nextDay();
		this.links.hideMissing();
		assertThat(this.generations.completed("alice", 20, 0)).extracting(Generation::id)
			.containsExactlyInAnyOrder(half, there);
		assertThat(this.generations.countCompleted("alice")).isEqualTo(2);
		assertThat(this.files.of(List.of(half))).singleElement()
			.extracting((video) -> video.file().s3Key())
			.isEqualTo("videos/half_2.mp4");
		assertThat(this.links.first(this.generations.find(gone).orElseThrow())).isEmpty();
		assertThat(this.links.first(this.generations.find(half).orElseThrow()))
			.hasValue(URI.create("out:videos/half_2.mp4"));
	}

	@Test
	void whatAWrongBucketDoesNotHaveIsBackWithTheRightOne() {
		JobId one = generation("videos/a.mp4");
		nextDay();
		this.store.missing = List.of("videos/a.mp4");
		this.links.hideMissing();
		assertThat(this.generations.countCompleted("alice")).isZero();
		assertThat(this.files.of(List.of(one))).isEmpty();
		nextDay();
		this.store.missing = List.of();
		this.links.hideMissing();
		assertThat(this.generations.completed("alice", 20, 0)).extracting(Generation::id).containsExactly(one);
		assertThat(this.files.of(List.of(one))).hasSize(1);
	}

	@Test
	void eachIsAskedForOnceADay() {
		generation("videos/a.mp4");
		nextDay();
		this.links.hideMissing();
		this.links.hideMissing();
		assertThat(this.store.asked).containsExactly("out/videos/a.mp4");
		nextDay();
		this.links.hideMissing();
		assertThat(this.store.asked).hasSize(2);
	}

	@Test
	void storeThatIsAwayOrDoesNotTellChangesNothing() {
		JobId one = generation("videos/a.mp4");
		generation("videos/b.mp4");
		nextDay();
		this.store.failure = new StorageFailure("SlowDown", null, true);
		this.links.hideMissing();
		assertThat(this.store.asked).hasSize(1);
		this.clock.advance(Duration.ofDays(2));
		this.store.failure = new StorageFailure("AccessDenied", null);
		this.links.hideMissing();
		assertThat(this.store.asked).hasSize(3);
		assertThat(this.generations.countCompleted("alice")).isEqualTo(2);
		assertThat(this.files.of(List.of(one))).hasSize(1);
	}

	private void nextDay() {
		this.clock.advance(Duration.ofDays(1).plusSeconds(1));
	}

	private JobId generation(String... keys) {
		JobId id = new JobId(UUID.randomUUID());
		this.database.jdbc().sql("""
				insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
					fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'video', 'finished', false, 'alice', '{}', 0, 0, 1, 0, 1, 0, 0, 0, :at)
				""").param("id", id.value()).param("at", this.clock.instant().atOffset(ZoneOffset.UTC)).update();
		this.generations.insert(id, "alice", Generation.Maker.PROVIDER,
				new VideoSpec("a sea", new VideoOptions("16:9", keys.length, 8, "ALLOW_ALL"), null, ""));
		List<VideoFile> videos = new ArrayList<>();
		for (String key : keys) {
			videos.add(new VideoFile(key, key, null, null, 1L, "mp4", null, null, null, null, null,
					this.clock.instant().truncatedTo(ChronoUnit.SECONDS), null));
		}
		this.files.insert(id, videos);
		this.generations.end(id, VideoEvent.COMPLETED, "The video is ready", null);
		return id;
	}

	/**
	 * A store that notes what it is asked for.
	 */
	private static final class Store extends NoStorage {

		private final List<String> asked = new ArrayList<>();

		private List<String> missing = List.of();

		private @Nullable StorageFailure failure;

		@Override
		public InputStream get(String bucket, String key) {
			this.asked.add(bucket + "/" + key);
			if (this.failure != null) {
				throw this.failure;
			}
			if (this.missing.contains(key)) {
				throw StorageFailure.noSuchObject("NoSuchKey", null);
			}
			return new ByteArrayInputStream(new byte[1]);
		}

		@Override
		public URI link(String bucket, String key, Duration validFor) {
			return URI.create(bucket + ":" + key);
		}

	}

}
