package io.wxomedia.job;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds jobs by a filter, newest first.
 */
public class JobSearch {

	private final JdbcClient jdbc;

	/**
	 * Create a search.
	 * @param jdbc the database
	 */
	public JobSearch(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Return jobs.
	 * @param filter which
	 * @param onlyOpen whether finished ones are left out
	 * @param after after which place in the order, or {@code null} to begin with the
	 * newest
	 * @param limit how many at the most
	 * @return their places, newest first
	 */
	public List<Place> find(JobFilter filter, boolean onlyOpen, @Nullable Place after, int limit) {
		List<String> conditions = new ArrayList<>();
		Map<String, Object> values = new HashMap<>();
		narrow(filter, conditions, values);
		if (onlyOpen) {
			conditions.add("state <> 'finished'");
		}
		if (after != null) {
			conditions.add("(created_at < :at or (created_at = :at and id < :id))");
			values.put("at", after.createdAt().atOffset(ZoneOffset.UTC));
			values.put("id", after.id().value());
		}
		values.put("limit", limit);
		String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
		return this.jdbc
			.sql("select id, created_at from job" + where + " order by created_at desc, id desc limit :limit")
			.params(values)
			.query((row, index) -> new Place(row.getObject("created_at", OffsetDateTime.class).toInstant(),
					new JobId(row.getObject("id", UUID.class))))
			.list();
	}

	/**
	 * Return the jobs of some owners.
	 * @param owners whose
	 * @param after after which place in the order, or {@code null} to begin with the
	 * newest
	 * @param limit how many at the most
	 * @return their places, newest first
	 */
	public List<Place> ofOwners(Collection<String> owners, @Nullable Place after, int limit) {
		if (owners.isEmpty()) {
			return List.of();
		}
		Map<String, Object> values = new HashMap<>(Map.of("owners", owners, "limit", limit));
		if (after != null) {
			values.put("at", after.createdAt().atOffset(ZoneOffset.UTC));
			values.put("id", after.id().value());
		}
		return this.jdbc
			.sql("select id, created_at from job where owner in (:owners)"
					+ ((after != null) ? " and (created_at < :at or (created_at = :at and id < :id))" : "")
					+ " order by created_at desc, id desc limit :limit")
			.params(values)
			.query((row, index) -> new Place(row.getObject("created_at", OffsetDateTime.class).toInstant(),
					new JobId(row.getObject("id", UUID.class))))
			.list();
	}

	/**
	 * Count the jobs of some owners.
	 * @param owners whose
	 * @return how many there are in each state, and with each verdict
	 */
	public List<Count> count(Collection<String> owners) {
		if (owners.isEmpty()) {
			return List.of();
		}
		return this.jdbc.sql("""
				select owner, state, verdict, count(*) as jobs from job where owner in (:owners)
				group by owner, state, verdict
				""")
			.param("owners", owners)
			.query((row, index) -> new Count(row.getString("owner"), JobState.of(row.getString("state")),
					row.getString("verdict"), row.getInt("jobs")))
			.list();
	}

	private static void narrow(JobFilter filter, List<String> conditions, Map<String, Object> values) {
		if (filter.owner() != null) {
			conditions.add("owner = :owner");
			values.put("owner", filter.owner());
		}
		if (filter.state() != null) {
			conditions.add("state = :state");
			values.put("state", filter.state().word());
		}
		if (filter.kind() != null) {
			conditions.add("kind = :kind");
			values.put("kind", filter.kind());
		}
		if (filter.before() != null) {
			conditions.add("created_at < :before");
			values.put("before", filter.before().atOffset(ZoneOffset.UTC));
		}
		if (filter.text() != null) {
			conditions.add("(lower(filename) like :text escape '!' or lower(error) like :text escape '!'"
					+ " or cast(id as varchar) like :text escape '!')");
			values.put("text", pattern(filter.text()));
		}
	}

	private static String pattern(String text) {
		return "%" + text.strip().toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_")
				+ "%";
	}

	/**
	 * A job's place in the order.
	 *
	 * @param createdAt when it was accepted
	 * @param id the job
	 */
	public record Place(Instant createdAt, JobId id) {

	}

	/**
	 * How many jobs of an owner are alike.
	 *
	 * @param owner whose
	 * @param state their state
	 * @param verdict their verdict, or {@code null}
	 * @param jobs how many
	 */
	public record Count(String owner, JobState state, @Nullable String verdict, int jobs) {
	}

}
