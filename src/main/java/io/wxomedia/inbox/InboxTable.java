package io.wxomedia.inbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadReferences;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The inboxes in the database.
 */
class InboxTable implements PayloadReferences {

	private final JdbcClient jdbc;

	InboxTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void insert(String inbox, ReceivedCallback callback, @Nullable String owner, long bytes) {
		PayloadId image = callback.body().image();
		this.jdbc.sql("""
				insert into inbox_callback (id, inbox, received_at, headers, signature, body, image_payload, bytes,
					job_id, owner)
				values (:id, :inbox, :at, :headers, :signature, :body, :image, :bytes, :job, :owner)
				""")
			.param("id", callback.id())
			.param("inbox", inbox)
			.param("at", callback.receivedAt().atOffset(ZoneOffset.UTC))
			.param("headers", callback.headers())
			.param("signature", callback.signature().word())
			.param("body", callback.body().json())
			.param("image", (image != null) ? image.value() : null)
			.param("bytes", bytes)
			.param("job", (callback.body().job() != null) ? callback.body().job().value() : null)
			.param("owner", owner)
			.update();
	}

	/**
	 * Return what an inbox received, newest first.
	 * @param owner leaves out what is of somebody else's jobs, or {@code null}
	 */
	List<ReceivedCallback> find(String inbox, @Nullable String owner) {
		String whose = (owner != null) ? " and (owner is null or owner = :owner)" : "";
		JdbcClient.StatementSpec query = this.jdbc
			.sql("select * from inbox_callback where inbox = :inbox" + whose + " order by received_at desc, id desc")
			.param("inbox", inbox);
		return ((owner != null) ? query.param("owner", owner) : query)
			.query((row, index) -> new ReceivedCallback(row.getObject("id", UUID.class),
					row.getObject("received_at", OffsetDateTime.class).toInstant(), row.getString("headers"),
					ReceivedSignature.ofWord(row.getString("signature")),
					new ReceivedBody(row.getString("body"), image(row))))
			.list();
	}

	Optional<PayloadId> findImage(String inbox, UUID id) {
		return this.jdbc.sql(
				"select image_payload from inbox_callback where inbox = :inbox and id = :id and image_payload is not null")
			.param("inbox", inbox)
			.param("id", id)
			.query(UUID.class)
			.optional()
			.map(PayloadId::new);
	}

	/**
	 * Return what the inboxes hold. The condition lets the index answer, which has no
	 * bodies in it.
	 */
	InboxUsage usage(String inbox) {
		return this.jdbc.sql("""
				select count(distinct inbox) names, coalesce(sum(bytes), 0) bytes,
					count(case when inbox = :inbox then 1 end) kept,
					coalesce(sum(case when inbox = :inbox then bytes end), 0) bytes_of_name
				from inbox_callback where inbox >= ''
				""")
			.param("inbox", inbox)
			.query((row, index) -> new InboxUsage(row.getInt("names"), row.getLong("bytes"), row.getInt("kept"),
					row.getLong("bytes_of_name")))
			.single();
	}

	/**
	 * Delete the oldest of what an inbox received, but never the newest.
	 * @param number how many at the least
	 * @param bytes how many bytes at the least
	 * @return the images that nobody names any more
	 */
	List<PayloadId> deleteOldest(String inbox, int number, long bytes) {
		if (number <= 0 && bytes <= 0) {
			return List.of();
		}
		List<Surplus> all = all(inbox);
		List<Surplus> surplus = new ArrayList<>();
		long freed = 0;
		for (Surplus oldest : all.subList(0, Math.max(all.size() - 1, 0))) {
			if (surplus.size() >= number && freed >= bytes) {
				break;
			}
			surplus.add(oldest);
			freed += oldest.bytes();
		}
		return delete(surplus);
	}

	/**
	 * Delete what an inbox received.
	 * @param owner leaves what is of somebody else's jobs, or {@code null}
	 * @return the images that nobody names any more
	 */
	List<PayloadId> clear(String inbox, @Nullable String owner) {
		if (owner == null) {
			return delete(all(inbox));
		}
		return delete(this.jdbc.sql(
				"select id, image_payload, bytes from inbox_callback where inbox = :inbox and (owner is null or owner = :owner)")
			.param("inbox", inbox)
			.param("owner", owner)
			.query((row, index) -> surplus(row))
			.list());
	}

	/**
	 * Delete what was received of a job, in whatever inbox: it may have been sent again
	 * to another one.
	 * @return the images that nobody names any more
	 */
	List<PayloadId> forget(UUID job) {
		return delete(this.jdbc.sql("select id, image_payload, bytes from inbox_callback where job_id = :job")
			.param("job", job)
			.query((row, index) -> surplus(row))
			.list());
	}

	private static Surplus surplus(ResultSet row) throws SQLException {
		return new Surplus(row.getObject("id", UUID.class), image(row), row.getLong("bytes"));
	}

	private List<Surplus> all(String inbox) {
		return this.jdbc
			.sql("select id, image_payload, bytes from inbox_callback where inbox = :inbox order by received_at, id")
			.param("inbox", inbox)
			.query((row, index) -> surplus(row))
			.list();
	}

	private List<PayloadId> delete(List<Surplus> surplus) {
		surplus.forEach(
				(one) -> this.jdbc.sql("delete from inbox_callback where id = :id").param("id", one.id()).update());
		return surplus.stream().map(Surplus::image).flatMap(Optional::stream).toList();
	}

	@Override
	public Set<PayloadId> inUse() {
		return this.jdbc.sql("select image_payload from inbox_callback where image_payload is not null")
			.query(UUID.class)
			.list()
			.stream()
			.map(PayloadId::new)
			.collect(Collectors.toSet());
	}

	private static @Nullable PayloadId image(ResultSet row) throws SQLException {
		UUID id = row.getObject("image_payload", UUID.class);
		return (id != null) ? new PayloadId(id) : null;
	}

	/**
	 * A callback there is no room for.
	 */
	private record Surplus(UUID id, @Nullable PayloadId payload, long bytes) {

		Optional<PayloadId> image() {
			return Optional.ofNullable(this.payload);
		}

	}

}
