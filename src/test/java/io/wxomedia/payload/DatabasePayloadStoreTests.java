package io.wxomedia.payload;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link DatabasePayloadStore}.
 */
class DatabasePayloadStoreTests {

	/**
	 * No transaction can be begun, which the framework tells by exceptions of their own.
	 */
	@Test
	void databaseThatIsAwayIsTroubleOfInputAndOutput() throws IOException {
		DataSource away = new DriverManagerDataSource("jdbc:h2:mem:away;IFEXISTS=TRUE");
		PayloadStore store = new DatabasePayloadStore(JdbcClient.create(away),
				new TransactionTemplate(new JdbcTransactionManager(away)), Clock.systemUTC());
		try (PayloadWriter writer = store.create()) {
			writer.write(new byte[10]);
			assertThatIOException().isThrownBy(writer::commit);
			assertThatIOException().isThrownBy(() -> store.open(writer.id()));
			assertThatIOException().isThrownBy(() -> store.length(writer.id()));
			assertThatNoException().isThrownBy(() -> store.delete(writer.id()));
		}
	}

	/**
	 * Tests on H2.
	 */
	@Nested
	class OnH2Tests extends OnDatabase {

		@Override
		TestDatabase open() {
			return TestDatabase.h2();
		}

	}

	/**
	 * Tests on PostgreSQL.
	 */
	@Nested
	class OnPostgresTests extends OnDatabase {

		@Override
		TestDatabase open() {
			return TestDatabase.postgres();
		}

	}

	/**
	 * Tests on a database.
	 */
	@TestInstance(Lifecycle.PER_CLASS)
	abstract static class OnDatabase extends PayloadStoreTests {

		private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T10:00:00Z"));

		private TestDatabase database;

		private PayloadStore store;

		abstract TestDatabase open();

		@BeforeAll
		void openDatabase() {
			this.database = open();
			this.store = new DatabasePayloadStore(this.database.jdbc(), this.database.transactions(), this.clock);
		}

		@AfterAll
		void closeDatabase() {
			this.database.close();
		}

		@Test
		void sweepSparesAPayloadThatIsStillWritten() throws IOException {
			byte[] chunk = new byte[DatabasePayloadWriter.CHUNK_SIZE];
			try (PayloadWriter writer = this.store.create()) {
				writer.write(chunk);
				Instant begun = this.clock.instant();
				this.clock.advance(Duration.ofHours(2));
				writer.write(chunk);
				this.store.sweep(begun.plusSeconds(1), Set.of());
				this.clock.advance(Duration.ofHours(2));
				writer.commit();
				this.store.sweep(begun.plus(Duration.ofHours(3)), Set.of());
				try (InputStream in = this.store.open(writer.id())) {
					assertThat(in.readAllBytes()).hasSize(2 * chunk.length);
				}
			}
		}

		@Test
		void sweepRemovesWhatACrashLeftBehind() throws IOException {
			long before = kept();
			PayloadWriter crashed = this.store.create();
			crashed.write(new byte[DatabasePayloadWriter.CHUNK_SIZE]);
			assertThat(kept()).isEqualTo(before + 1);
			this.clock.advance(Duration.ofHours(2));
			assertThat(this.store.sweep(this.clock.instant(), Set.of())).isPositive();
			assertThat(kept()).isLessThanOrEqualTo(before);
			crashed.close();
		}

		/**
		 * More than one statement names.
		 */
		@Test
		void deleteAllRemovesAnyNumberAndNoOther() throws IOException {
			long before = kept();
			PayloadId other = this.store.store(new ByteArrayInputStream(new byte[7]));
			List<PayloadId> ids = new ArrayList<>();
			for (int i = 0; i < 1002; i++) {
				ids.add(this.store.store(new ByteArrayInputStream(new byte[1 + i % 3])));
			}
			ids.add(500, PayloadId.random());
			assertThat(kept()).isEqualTo(before + 2 * 1003);
			this.store.deleteAll(ids);
			assertThat(kept()).isEqualTo(before + 2);
			assertThat(ids).allSatisfy((id) -> {
				assertThatExceptionOfType(PayloadNotFound.class).isThrownBy(() -> this.store.length(id));
				assertThatExceptionOfType(PayloadNotFound.class).isThrownBy(() -> this.store.verify(id));
			});
			assertThat(this.store.verify(other)).isEqualTo(7);
			this.store.deleteAll(List.of());
			this.store.deleteAll(ids);
			this.store.delete(other);
			assertThat(kept()).isEqualTo(before);
		}

		@Override
		PayloadStore store() {
			return this.store;
		}

		@Override
		void age(PayloadId id, Instant createdAt) {
			for (String sql : new String[] { "update payload set created_at = :at where id = :id",
					"update payload_chunk set created_at = :at where payload_id = :id" }) {
				this.database.jdbc()
					.sql(sql)
					.param("at", createdAt.atOffset(ZoneOffset.UTC))
					.param("id", id.value())
					.update();
			}
		}

		/**
		 * A length that differs shows as a chunk that is cut or missing.
		 */
		@Override
		void damage(PayloadId id, UnaryOperator<byte[]> change) throws IOException {
			List<byte[]> chunks = this.database.jdbc()
				.sql("select bytes from payload_chunk where payload_id = :id order by number")
				.param("id", id.value())
				.query((row, index) -> row.getBytes(1))
				.list();
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			for (byte[] chunk : chunks) {
				all.write(chunk);
			}
			byte[] damaged = change.apply(all.toByteArray());
			this.database.jdbc()
				.sql("delete from payload_chunk where payload_id = :id")
				.param("id", id.value())
				.update();
			for (int i = 0; i * DatabasePayloadWriter.CHUNK_SIZE < damaged.length; i++) {
				int from = i * DatabasePayloadWriter.CHUNK_SIZE;
				this.database.jdbc()
					.sql("insert into payload_chunk (payload_id, number, created_at, bytes) values (:id, :n, :at, :bytes)")
					.param("id", id.value())
					.param("n", i)
					.param("at", this.clock.instant().atOffset(ZoneOffset.UTC))
					.param("bytes",
							Arrays.copyOfRange(damaged, from,
									Math.min(damaged.length, from + DatabasePayloadWriter.CHUNK_SIZE)))
					.update();
			}
		}

		@Override
		void unseal(PayloadId id) {
			this.database.jdbc()
				.sql("update payload set crc32c = null where id = :id")
				.param("id", id.value())
				.update();
		}

		@Override
		long kept() {
			return this.database.jdbc()
				.sql("select (select count(*) from payload) + (select count(*) from payload_chunk)")
				.query(Long.class)
				.single();
		}

	}

}
