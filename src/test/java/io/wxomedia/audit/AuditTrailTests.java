package io.wxomedia.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.wxomedia.access.AdministrativeAct;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.Paging;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuditTrail}, on each database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AuditTrailTests {

	private final TestDatabase database;

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-27T10:00:00Z"));

	private final AuditTable table;

	private AuditTrail trail;

	AuditTrailTests(TestDatabase database) {
		this.database = database;
		this.table = new AuditTable(database.jdbc());
		this.trail = new AuditTrail(this.table, this.clock);
	}

	@BeforeEach
	void begin() {
		this.trail = new AuditTrail(this.table, this.clock);
	}

	@AfterEach
	void empty() {
		this.trail.close();
		this.table.removeBefore(Instant.parse("2100-01-01T00:00:00Z"));
	}

	@AfterAll
	void closeDatabase() {
		this.database.close();
	}

	private AdministrativeAct act(String target) {
		return new AdministrativeAct(this.clock.instant(), "admin", "end_session", target, "ended", "");
	}

	private List<String> targets() {
		return this.table.newest(Paging.NEWEST, 10).stream().map((found) -> found.entry().target()).toList();
	}

	@Test
	void entriesAreNewestFirstPageByPage() {
		this.trail.on(act("a"));
		this.trail.on(new AdministrativeAct(this.clock.instant(), "admin", "grant", "b", "granted", "amount 5"));
		this.trail.on(act("c"));
		List<AuditTable.Numbered> first = this.trail.newest(Paging.NEWEST, 2);
		assertThat(first).extracting((found) -> found.entry().target()).containsExactly("c", "b");
		assertThat(first.get(1).entry().detail()).isEqualTo("granted; amount 5");
		assertThat(this.trail.newest(first.get(1).number(), 2)).singleElement().satisfies((found) -> {
			assertThat(found.entry().target()).isEqualTo("a");
			assertThat(found.entry().at()).isEqualTo(this.clock.instant());
		});
	}

	@Test
	void actIsKeptWhateverBecomesOfTheTransactionThatItWasToldIn() {
		this.database.transactions().executeWithoutResult((status) -> {
			this.trail.on(act("rolled back"));
			assertThat(this.trail.waiting()).isZero();
			status.setRollbackOnly();
		});
		this.database.transactions().executeWithoutResult((status) -> this.trail.on(act("committed")));
		Eventually.within(Duration.ofSeconds(20),
				() -> assertThat(targets()).containsExactlyInAnyOrder("rolled back", "committed"));
	}

	@Test
	void whileTheDatabaseIsAwayNothingFailsAndNothingIsLost() {
		this.database.jdbc().sql("alter table audit_entry rename to audit_entry_away").update();
		try {
			this.trail.on(act("a"));
			this.trail.on(act("b"));
			assertThat(this.trail.waiting()).isEqualTo(2);
		}
		finally {
			this.database.jdbc().sql("alter table audit_entry_away rename to audit_entry").update();
		}
		this.clock.advance(Duration.ofSeconds(5));
		this.trail.on(act("c"));
		assertThat(targets()).containsExactly("c", "b", "a");
		assertThat(this.trail.waiting()).isZero();
	}

	@Test
	void whatWaitsIsWrittenWhenTheServiceStops() {
		this.database.jdbc().sql("alter table audit_entry rename to audit_entry_away").update();
		try {
			this.trail.on(act("a"));
		}
		finally {
			this.database.jdbc().sql("alter table audit_entry_away rename to audit_entry").update();
		}
		this.trail.close();
		assertThat(targets()).containsExactly("a");
		this.trail.on(act("after the end"));
		assertThat(targets()).containsExactly("after the end", "a");
	}

	@Test
	void entryThatWasWrittenBeforeIsWrittenOnce() {
		AuditEntry entry = AuditEntry.of(act("a"));
		this.table.insert(entry);
		this.table.insert(entry);
		assertThat(targets()).containsExactly("a");
	}

	@Test
	void whateverIsSentFits() {
		this.trail.on(new AdministrativeAct(this.clock.instant(), "x".repeat(200), "POST",
				"\0" + "\ud83d\ude00".repeat(400), "ended", "y".repeat(2000)));
		AuditEntry entry = this.table.newest(Paging.NEWEST, 1).get(0).entry();
		assertThat(entry.who()).hasSize(100);
		assertThat(entry.target()).startsWith("?\ud83d\ude00").hasSize(499).endsWith("\ud83d\ude00");
		assertThat(entry.detail()).hasSize(1000).startsWith("ended; yyy");
	}

	@Test
	void oldEntriesGo() {
		this.trail.on(act("old"));
		this.clock.advance(Duration.ofDays(7));
		this.trail.on(act("new"));
		assertThat(this.table.removeBefore(this.clock.instant().minus(Duration.ofDays(7)).plusMillis(1))).isEqualTo(1);
		assertThat(targets()).containsExactly("new");
	}

}
