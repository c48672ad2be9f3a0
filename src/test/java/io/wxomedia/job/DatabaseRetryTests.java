package io.wxomedia.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DatabaseRetry} on PostgreSQL.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DatabaseRetryTests {

	private static final TestDatabase database = TestDatabase.postgres();

	private final AtomicInteger attempts = new AtomicInteger();

	@AfterAll
	static void close() {
		database.close();
	}

	@BeforeEach
	void insert() {
		database.jdbc().sql("delete from spending_lock").update();
		database.jdbc().sql("insert into spending_lock (id) values (10), (20)").update();
	}

	@ParameterizedTest
	@EnumSource
	void changesThatWaitForEachOtherAreBothMade(Kind kind) throws Exception {
		DatabaseRetry retry = kind.of.apply(database.transactions());
		CyclicBarrier bothHoldOne = new CyclicBarrier(2);
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			List<Callable<Boolean>> changes = new ArrayList<>();
			changes.add(() -> retry.inTransaction(() -> change(10, 20, bothHoldOne)));
			changes.add(() -> retry.inTransaction(() -> change(20, 10, bothHoldOne)));
			for (Future<Boolean> made : threads.invokeAll(changes)) {
				assertThat(made.get()).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.attempts).hasValue(3);
		assertThat(database.jdbc().sql("select id from spending_lock order by id").query(Integer.class).list())
			.containsExactly(10, 20);
	}

	@Test
	void whatIsNotKnownToBeUndoneIsTriedAgainForConditionalChangesOnly() {
		assertThatExceptionOfType(RecoverableDataAccessException.class)
			.isThrownBy(() -> DatabaseRetry.ofConflicts(database.transactions()).inTransaction(this::breaks));
		assertThat(this.attempts).hasValue(1);
		assertThatExceptionOfType(RecoverableDataAccessException.class)
			.isThrownBy(() -> DatabaseRetry.ofHiccups(database.transactions()).inTransaction(this::breaks));
		assertThat(this.attempts).hasValue(5);
	}

	@ParameterizedTest
	@EnumSource
	void whatTheDatabaseRefusesIsNotTriedAgain(Kind kind) {
		DatabaseRetry retry = kind.of.apply(database.transactions());
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> retry.inTransaction(() -> {
			this.attempts.incrementAndGet();
			return database.jdbc().sql("insert into spending_lock (id) values (10)").update();
		}));
		assertThat(this.attempts).hasValue(1);
	}

	private boolean breaks() {
		this.attempts.incrementAndGet();
		throw new RecoverableDataAccessException("The connection broke");
	}

	/**
	 * Wait only if the other change is in its first attempt as well.
	 */
	private boolean change(int first, int second, CyclicBarrier bothHoldOne) {
		touch(first);
		if (this.attempts.incrementAndGet() <= 2) {
			try {
				bothHoldOne.await();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
		touch(second);
		return true;
	}

	private void touch(int id) {
		database.jdbc().sql("update spending_lock set id = id where id = :id").param("id", id).update();
	}

	/**
	 * What is tried again.
	 */
	private enum Kind {

		HICCUPS(DatabaseRetry::ofHiccups), CONFLICTS(DatabaseRetry::ofConflicts);

		private final Function<TransactionTemplate, DatabaseRetry> of;

		Kind(Function<TransactionTemplate, DatabaseRetry> of) {
			this.of = of;
		}

	}

}
