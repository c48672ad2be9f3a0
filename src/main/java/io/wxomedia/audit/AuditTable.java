package io.wxomedia.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The audit trail in the database.
 */
class AuditTable {

	private final JdbcClient jdbc;

	AuditTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Write an entry; one that is there already stays as it is.
	 */
	void insert(AuditEntry entry) {
		this.jdbc.sql("""
				insert into audit_entry (id, at, who, action, target, detail)
				values (:id, :at, :who, :action, :target, :detail) on conflict do nothing
				""")
			.param("id", entry.id())
			.param("at", entry.at().atOffset(ZoneOffset.UTC))
			.param("who", entry.who())
			.param("action", entry.action())
			.param("target", entry.target())
			.param("detail", entry.detail())
			.update();
	}

	/**
	 * Return entries, newest first.
	 * @param before only those with a lower number
	 * @param limit how many at the most
	 */
	List<Numbered> newest(long before, int limit) {
		return this.jdbc.sql("""
				select number, id, at, who, action, target, detail from audit_entry
				where number < :before order by number desc limit :limit
				""")
			.param("before", before)
			.param("limit", limit)
			.query((row, index) -> new Numbered(row.getLong("number"),
					new AuditEntry(row.getObject("id", UUID.class),
							row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("who"),
							row.getString("action"), row.getString("target"), row.getString("detail"))))
			.list();
	}

	/**
	 * Remove the entries of before a moment.
	 */
	int removeBefore(Instant moment) {
		return this.jdbc.sql("delete from audit_entry where at < :moment")
			.param("moment", moment.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * An entry with its place.
	 *
	 * @param number its number; later ones have higher ones
	 * @param entry the entry
	 */
	record Numbered(long number, AuditEntry entry) {

	}

}
