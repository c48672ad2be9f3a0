package io.wxomedia.video;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.wxomedia.job.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The files of generations in the database. They are written once, with the verdict.
 */
class VideoFileTable {

	private final JdbcClient jdbc;

	private final Clock clock;

	VideoFileTable(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	void insert(JobId generation, List<VideoFile> files) {
		for (int i = 0; i < files.size(); i++) {
			insert(generation, i + 1, files.get(i));
		}
	}

	/**
	 * Write the files of a generation in place of those of a run that was broken off.
	 */
	void replace(JobId generation, List<VideoFile> files) {
		this.jdbc.sql("delete from video_file where job_id = :job").param("job", generation.value()).update();
		insert(generation, files);
	}

	private void insert(JobId generation, int number, VideoFile file) {
		Instant created = (file.createdAt() != null) ? file.createdAt() : this.clock.instant();
		this.jdbc.sql("""
				insert into video_file (id, job_id, number, filename, s3_key, file_url, file_path, file_size, format,
					duration_seconds, aspect_ratio, width, height, remote_uri, created_at, poster_key)
				values (:id, :job, :number, :filename, :key, :url, :path, :size, :format, :seconds, :ratio, :width,
					:height, :remote, :created, :poster)
				""")
			.param("id", UUID.randomUUID())
			.param("job", generation.value())
			.param("number", number)
			.param("filename", file.filename())
			.param("key", file.s3Key())
			.param("url", file.fileUrl())
			.param("path", file.filePath())
			.param("size", file.fileSize())
			.param("format", file.format())
			.param("seconds", file.durationSeconds())
			.param("ratio", file.aspectRatio())
			.param("width", file.width())
			.param("height", file.height())
			.param("remote", file.remoteUri())
			.param("created", created.atOffset(ZoneOffset.UTC))
			.param("poster", file.posterKey())
			.update();
	}

	/**
	 * Return the files of generations, those of each in their order.
	 */
	List<StoredVideo> of(Collection<JobId> generations) {
		if (generations.isEmpty()) {
			return List.of();
		}
		return this.jdbc.sql("""
				select * from video_file where job_id in (:jobs) and missing_since is null order by job_id, number
				""")
			.param("jobs", generations.stream().map(JobId::value).toList())
			.query((row, index) -> video(row))
			.list();
	}

	/**
	 * Return files of generations that were completed before a moment and not looked at
	 * since, those first that never were. A maker may tell of a file a little before the
	 * bucket has it.
	 */
	List<StoredVideo> notLookedAtSince(Instant since, int limit) {
		return this.jdbc.sql("""
				select video_file.* from video_file join video_generation on video_generation.job_id = video_file.job_id
				where video_generation.status = 'COMPLETED' and video_generation.updated_at < :since
					and (looked_at is null or looked_at < :since)
				order by looked_at nulls first, id limit :limit
				""")
			.param("since", since.atOffset(ZoneOffset.UTC))
			.param("limit", limit)
			.query((row, index) -> video(row))
			.list();
	}

	/**
	 * Note that a file was looked at, without a word on whether it is there.
	 */
	void lookedAt(UUID file) {
		this.jdbc.sql("update video_file set looked_at = :now where id = :id")
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("id", file)
			.update();
	}

	/**
	 * Note that a file is there, again if it was missing.
	 */
	void there(UUID file) {
		this.jdbc.sql("update video_file set looked_at = :now, missing_since = null where id = :id")
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("id", file)
			.update();
	}

	/**
	 * Note that a file is not there.
	 */
	void missing(UUID file) {
		this.jdbc
			.sql("update video_file set looked_at = :now, missing_since = coalesce(missing_since, :now) where id = :id")
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("id", file)
			.update();
	}

	private static StoredVideo video(ResultSet row) throws SQLException {
		Instant created = row.getObject("created_at", OffsetDateTime.class).toInstant();
		VideoFile file = new VideoFile(row.getString("filename"), row.getString("s3_key"), row.getString("file_url"),
				row.getString("file_path"), row.getObject("file_size", Long.class), row.getString("format"),
				row.getBigDecimal("duration_seconds"), row.getString("aspect_ratio"),
				row.getObject("width", Integer.class), row.getObject("height", Integer.class),
				row.getString("remote_uri"), created, row.getString("poster_key"));
		return new StoredVideo(row.getObject("id", UUID.class), new JobId(row.getObject("job_id", UUID.class)), file,
				created);
	}

	/**
	 * A file of a generation as it is stored.
	 *
	 * @param id identifies it
	 * @param generation whose it is
	 * @param file what is known of it
	 * @param createdAt when it was made, or stored if that was not told
	 */
	record StoredVideo(UUID id, JobId generation, VideoFile file, Instant createdAt) {

	}

}
