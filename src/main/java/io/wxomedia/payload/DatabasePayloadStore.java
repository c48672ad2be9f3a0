package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.recent.Recent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link PayloadStore} of rows of one mebibyte, for several instances on one PostgreSQL.
 * (A whole image in one value would cost three times its size on reading.) Each row is
 * written when it is full, so no connection is held while a body trickles in.
 */
class DatabasePayloadStore implements PayloadStore {

	private static final Logger logger = LoggerFactory.getLogger(DatabasePayloadStore.class);

	/**
	 * How many one statement names.
	 */
	private static final int DELETED_AT_ONCE = 500;

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	private final Clock clock;

	/**
	 * The small payloads that were stored here a moment ago. Most are used at once, by
	 * the instance that stored them, and never change.
	 */
	private final Recent<PayloadId, byte[]> recent = new Recent<>(64, Duration.ofSeconds(1));

	/**
	 * The lengths of those that were stored here lately. A payload never changes; whether
	 * it is still there is seen by whoever opens it.
	 */
	private final Recent<PayloadId, Long> lengths = new Recent<>(256, Duration.ofSeconds(10));

	DatabasePayloadStore(JdbcClient jdbc, TransactionTemplate transactions, Clock clock) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.clock = clock;
	}

	@Override
	public PayloadWriter create() {
		return new DatabasePayloadWriter(PayloadId.random(), this.jdbc, this.transactions, this.clock, this::stored);
	}

	private void stored(PayloadId id, long length, byte @Nullable [] whole) {
		this.lengths.put(id, length);
		if (whole != null) {
			this.recent.put(id, whole);
		}
	}

	/**
	 * Most payloads are read with this one statement.
	 */
	@Override
	public InputStream open(PayloadId id) throws IOException {
		return find(id, this.jdbc.sql("""
				select length, crc32c, (select substring(bytes from 1 for :size) from payload_chunk
					where payload_id = payload.id and number = 0) as first
				from payload where id = :id
				""").param("size", ChunkedInputStream.PIECE_SIZE).param("id", id.value()), (row, index) -> {
			byte[] first = row.getBytes("first");
			InputStream bytes = new ChunkedInputStream(id, this.jdbc, (first != null) ? first : new byte[0]);
			return new SealedInputStream(bytes, id, row.getLong("length"), row.getObject("crc32c", Long.class));
		});
	}

	@Override
	public VerifiedPayload verified(PayloadId id) throws IOException {
		Optional<byte[]> stored = this.recent.take(id);
		return stored.isPresent() ? VerifiedPayload.kept(this, id, stored.get()) : VerifiedPayload.read(this, id);
	}

	@Override
	public long length(PayloadId id) throws IOException {
		Optional<Long> known = this.lengths.get(id);
		return known.isPresent() ? known.get()
				: find(id, this.jdbc.sql("select length from payload where id = :id").param("id", id.value()),
						(row, index) -> row.getLong("length"));
	}

	private static <T> T find(PayloadId id, StatementSpec payload, RowMapper<T> mapper) throws IOException {
		try {
			return payload.query(mapper).optional().orElseThrow(() -> new PayloadNotFound(id));
		}
		catch (DataAccessException ex) {
			throw new IOException("Payload " + id + " cannot be read from the database", ex);
		}
	}

	@Override
	public void delete(PayloadId id) {
		deleteAll(List.of(id));
	}

	/**
	 * Many in one transaction: a commit for each would take longer than the deletion.
	 */
	@Override
	public void deleteAll(Collection<PayloadId> ids) {
		List<PayloadId> all = List.copyOf(ids);
		for (int from = 0; from < all.size(); from += DELETED_AT_ONCE) {
			List<PayloadId> some = all.subList(from, Math.min(all.size(), from + DELETED_AT_ONCE));
			try {
				remove(some);
			}
			catch (DataAccessException | TransactionException ex) {
				logger.warn("Payload {} could not be deleted, and {} others neither; the next sweep tries again: {}",
						some.get(0), some.size() - 1, ex.toString());
			}
		}
	}

	@Override
	public void deleteWithTransaction(Collection<PayloadId> ids) {
		if (!ids.isEmpty()) {
			remove(ids);
		}
	}

	@Override
	public boolean takesPartInTransactions() {
		return true;
	}

	private void remove(PayloadId id) {
		remove(List.of(id));
	}

	private void remove(Collection<PayloadId> ids) {
		ids.forEach((id) -> {
			this.recent.take(id);
			this.lengths.take(id);
		});
		List<UUID> values = ids.stream().map(PayloadId::value).toList();
		this.transactions.executeWithoutResult((status) -> {
			this.jdbc.sql("delete from payload where id in (:ids)").param("ids", values).update();
			this.jdbc.sql("delete from payload_chunk where payload_id in (:ids)").param("ids", values).update();
		});
	}

	@Override
	public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
		// As with a file, the last write counts: that of the head, or while there is none
		// that of the newest chunk.
		List<UUID> old = this.jdbc.sql("""
				select id from payload where created_at < :before
				union
				select payload_id from payload_chunk
				where not exists (select 1 from payload where id = payload_id)
				group by payload_id having max(created_at) < :before
				""").param("before", createdBefore.atOffset(ZoneOffset.UTC)).query(UUID.class).list();
		int swept = 0;
		for (UUID value : old) {
			PayloadId id = new PayloadId(value);
			if (!inUse.contains(id)) {
				remove(id);
				swept++;
			}
		}
		return swept;
	}

}
