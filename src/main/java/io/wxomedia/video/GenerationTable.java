package io.wxomedia.video;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Generations in the database. Whoever changes one holds its job.
 */
class GenerationTable {

	private final JdbcClient jdbc;

	private final Clock clock;

	GenerationTable(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	void insert(JobId id, String owner, Generation.Maker maker, VideoSpec spec) {
		this.jdbc.sql("""
				insert into video_generation (job_id, owner, maker, prompt, aspect_ratio, number_of_videos,
					duration_seconds, person_generation, status, progress, message, created_at, updated_at)
				values (:id, :owner, :maker, :prompt, :ratio, :videos, :seconds, :persons, :status, :progress, :message,
					:now, :now)
				""")
			.param("id", id.value())
			.param("owner", owner)
			.param("maker", maker.name().toLowerCase(Locale.ROOT))
			.param("prompt", spec.prompt())
			.param("ratio", spec.options().aspectRatio())
			.param("videos", spec.options().numberOfVideos())
			.param("seconds", spec.options().durationSeconds())
			.param("persons", spec.options().personGeneration())
			.param("status", GenerationState.START.status().name())
			.param("progress", GenerationState.START.progress())
			.param("message", VideoEvent.PENDING.message())
			.param("now", now())
			.update();
	}

	Optional<Generation> find(JobId id) {
		return this.jdbc.sql("select * from video_generation where job_id = :id")
			.param("id", id.value())
			.query((row, index) -> generation(row))
			.optional();
	}

	/**
	 * Return a page of those of an owner that are completed and have a video, newest
	 * first.
	 */
	List<Generation> completed(String owner, int limit, long offset) {
		return this.jdbc.sql("""
				select * from video_generation where owner = :owner and status = 'COMPLETED'
					and exists (select 1 from video_file where video_file.job_id = video_generation.job_id
						and missing_since is null)
				order by created_at desc, job_id desc limit :limit offset :offset
				""")
			.param("owner", owner)
			.param("limit", limit)
			.param("offset", offset)
			.query((row, index) -> generation(row))
			.list();
	}

	long countCompleted(String owner) {
		return this.jdbc.sql("""
				select count(*) from video_generation where owner = :owner and status = 'COMPLETED'
					and exists (select 1 from video_file where video_file.job_id = video_generation.job_id
						and missing_since is null)
				""").param("owner", owner).query(Long.class).single();
	}

	void show(JobId id, VideoEvent event) {
		this.jdbc
			.sql("""
					update video_generation set status = :status, progress = :progress, message = :message, updated_at = :now
					where job_id = :id and status not in ('COMPLETED', 'FAILED')
					""")
			.param("status", event.state().status().name())
			.param("progress", event.state().progress())
			.param("message", event.message())
			.param("now", now())
			.param("id", id.value())
			.update();
	}

	/**
	 * Note how a generation was made that is about to be completed.
	 */
	void describe(JobId id, VideoReport.Making making, @Nullable String bucket, @Nullable Instant generatedAt) {
		this.jdbc.sql("""
				update video_generation set model = :model, model_version = :version, processing_time = :processing,
					generation_time = :generation, download_time = :download, metadata = :metadata, s3_bucket = :bucket,
					completed_at = :at, updated_at = :now
				where job_id = :id
				""")
			.param("model", making.model())
			.param("version", making.modelVersion())
			.param("processing", making.processingTime())
			.param("generation", making.generationTime())
			.param("download", making.downloadTime())
			.param("metadata", making.json())
			.param("bucket", bucket)
			.param("at", (generatedAt != null) ? generatedAt.atOffset(ZoneOffset.UTC) : null)
			.param("now", now())
			.param("id", id.value())
			.update();
	}

	/**
	 * End a generation, unless it has ended.
	 */
	void end(JobId id, VideoEvent event, String message, @Nullable String error) {
		this.jdbc.sql("""
				update video_generation set status = :status, progress = :progress, message = :message, error = :error,
					completed_at = coalesce(completed_at, :now), updated_at = :now
				where job_id = :id and status not in ('COMPLETED', 'FAILED')
				""")
			.param("status", event.state().status().name())
			.param("progress", event.state().progress())
			.param("message", message)
			.param("error", error)
			.param("now", now())
			.param("id", id.value())
			.update();
	}

	void orderTaken(JobId id) {
		this.jdbc
			.sql("""
					update video_generation set ordered_at = :now, order_due_at = null, order_error = null, updated_at = :now
					where job_id = :id and ordered_at is null
					""")
			.param("now", now())
			.param("id", id.value())
			.update();
	}

	void orderFailed(JobId id, String error, Instant dueAt) {
		this.jdbc.sql("""
				update video_generation set order_attempts = order_attempts + 1, order_error = :error,
					order_due_at = :due, updated_at = :now
				where job_id = :id
				""")
			.param("error", error)
			.param("due", dueAt.atOffset(ZoneOffset.UTC))
			.param("now", now())
			.param("id", id.value())
			.update();
	}

	private static Generation generation(ResultSet row) throws SQLException {
		VideoOptions options = new VideoOptions(row.getString("aspect_ratio"), row.getInt("number_of_videos"),
				row.getInt("duration_seconds"), row.getString("person_generation"));
		GenerationState state = new GenerationState(VideoStatus.valueOf(row.getString("status")),
				row.getInt("progress"));
		VideoReport.Making making = new VideoReport.Making(row.getString("model"), row.getString("model_version"),
				row.getObject("processing_time", Double.class), row.getObject("generation_time", Double.class),
				row.getObject("download_time", Double.class), row.getString("metadata"));
		Generation.Order order = new Generation.Order(row.getInt("order_attempts"), row.getString("order_error"),
				instant(row, "order_due_at"), instant(row, "ordered_at"));
		return new Generation(new JobId(row.getObject("job_id", UUID.class)), row.getString("owner"),
				Generation.Maker.valueOf(row.getString("maker").toUpperCase(Locale.ROOT)), row.getString("prompt"),
				options, state, row.getString("message"), row.getString("error"), making, row.getString("s3_bucket"),
				order, row.getObject("created_at", OffsetDateTime.class).toInstant(),
				row.getObject("updated_at", OffsetDateTime.class).toInstant(), instant(row, "completed_at"));
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

}
