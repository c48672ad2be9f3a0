package io.wxomedia.session;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import javax.sql.DataSource;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.rules.Seat;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process is killed before and after each statement and each commit of what changes a
 * session. Whoever looks afterwards finds it as it was before, or as it was to be.
 */
class SessionCrashTests {

	private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

	private static final Session.LaidDown BEFORE = new Session.LaidDown(false, null, null, null, new BigDecimal("5"),
			new BigDecimal("1"), 3);

	private static final Session.LaidDown AFTER = new Session.LaidDown(true, "gpt-image-2", "low", true,
			new BigDecimal("7"), null, 3);

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database = TestDatabase.h2();

	private final Service survivor = new Service(this.database.dataSource());

	private int codes;

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void seatIsTakenWithItsKeyOrNotAtAll() {
		AtomicReference<@Nullable String> told = new AtomicReference<>();
		List<Integer> taken = new ArrayList<>();
		killEverywhere((service, session) -> told.set(service.sessions.join(session, "Ada").key()), (session, died) -> {
			List<TakenSeat> seats = this.survivor.sessions.seats(session);
			taken.add(seats.size());
			assertThat(this.survivor.sessions.find(session).taken()).isEqualTo(seats.size());
			String key = told.getAndSet(null);
			if (key != null) {
				assertThat(this.survivor.keys.holder(key)).isNotNull();
			}
			Sessions.Joined next = this.survivor.sessions.join(session, "Bob");
			assertThat(next.seat().number()).isEqualTo(seats.size() + 1);
			assertThat(holder(next)).isTrue();
			assertThat(this.survivor.rules.held(next.seat().owner())).isNull();
		});
		assertThat(taken).contains(0, 1);
	}

	@Test
	void whatIsLaidDownIsOldOrNewAsAWhole() {
		List<Session.LaidDown> found = new ArrayList<>();
		killEverywhere((service, session) -> service.sessions.change(session,
				(before) -> new Session(before.id(), before.name(), before.joinCode(), before.seats(), before.taken(),
						before.startsAt(), before.endsAt().plusSeconds(60), before.endedAt(), AFTER)),
				(session, died) -> {
					Session after = this.survivor.sessions.find(session);
					found.add(after.laidDown());
					boolean changed = after.laidDown().equals(AFTER);
					assertThat(after.laidDown()).isEqualTo(changed ? AFTER : BEFORE);
					assertThat(after.endsAt()).isEqualTo(START.plus(Duration.ofHours(1)).plusSeconds(changed ? 60 : 0));
					String owner = this.survivor.sessions.join(session, null).seat().owner();
					assertThat(this.survivor.rules.held(owner)).isEqualTo(changed ? SeatRules.PAUSED : null);
					assertThat(this.survivor.rules.budgets(owner)).extracting(CallerRules.Budget::usd)
						.isEqualTo(changed ? List.of(new BigDecimal("7"))
								: List.of(new BigDecimal("5"), new BigDecimal("1")));
				});
		assertThat(found).contains(BEFORE, AFTER);
	}

	@Test
	void seatIsMutedOrNot() {
		List<Boolean> found = new ArrayList<>();
		killEverywhere((service, session) -> {
			Seat seat = this.survivor.sessions.join(session, null).seat();
			service.sessions.mute(seat, true);
		}, (session, died) -> {
			TakenSeat seat = this.survivor.sessions.seats(session).get(0);
			found.add(seat.muted());
			assertThat(this.survivor.rules.held(seat.seat().owner())).isEqualTo(seat.muted() ? SeatRules.MUTED : null);
			// Whoever asks again gets what was asked for.
			assertThat(this.survivor.sessions.mute(seat.seat(), false).muted()).isFalse();
			assertThat(this.survivor.rules.held(seat.seat().owner())).isNull();
		});
		assertThat(found).contains(true, false);
	}

	@Test
	void sessionIsOverForItsKeysOrForNone() {
		AtomicReference<Sessions.@Nullable Joined> seat = new AtomicReference<>();
		List<Boolean> found = new ArrayList<>();
		killEverywhere((service, session) -> {
			seat.set(this.survivor.sessions.join(session, null));
			service.sessions.end(session);
		}, (session, died) -> {
			// A key is remembered for a second.
			this.clock.advance(Duration.ofSeconds(2));
			Sessions.Joined joined = seat.get();
			assertThat(joined).isNotNull();
			boolean over = this.survivor.sessions.find(session).state(this.clock.instant()) == Session.State.ENDED;
			found.add(over);
			assertThat(holder(joined)).isEqualTo(!over);
			assertThat(this.survivor.rules.held(joined.seat().owner())).isEqualTo(over ? SeatRules.OVER : null);
			// What is over is closed by whoever looks, also when nobody asks again.
			assertThat(this.survivor.table.toBeClosed(this.clock.instant()).stream().map(Session::id).toList())
				.isEqualTo(over ? List.of(session) : List.of());
			this.survivor.table.closed(session, this.clock.instant());
			this.survivor.table.delete(session);
		});
		assertThat(found).contains(true, false);
	}

	@Test
	void removalThatBeganIsGoneOnWith() {
		List<String> found = new ArrayList<>();
		killEverywhere((service, session) -> {
			this.survivor.sessions.join(session, null);
			this.survivor.sessions.end(session);
			Instant now = this.clock.instant();
			service.table.claimRemoval(session, UUID.randomUUID(), now, now.plus(SessionRemoval.LEASE));
			service.table.delete(session);
		}, (session, died) -> {
			assertThat(this.survivor.table.toBeRemoved(this.clock.instant())).isEmpty();
			List<UUID> begun = this.survivor.table.toBeRemoved(this.clock.instant().plus(SessionRemoval.LEASE))
				.stream()
				.map(Session::id)
				.toList();
			boolean gone = this.survivor.table.find(session).isEmpty();
			found.add(gone ? "gone" : begun.isEmpty() ? "there" : "begun");
			assertThat(this.survivor.sessions.seats(session)).hasSize(gone ? 0 : 1);
			begun.forEach(this.survivor.table::delete);
			assertThat(this.survivor.table.find(session).isPresent()).isEqualTo(!gone && begun.isEmpty());
		});
		assertThat(found).contains("there", "begun", "gone");
	}

	private boolean holder(Sessions.Joined joined) {
		return this.survivor.keys.holder(joined.key()) != null;
	}

	/**
	 * Do something in a new session, killed at the first moment, at the second, and so on
	 * until it gets to its end.
	 */
	private void killEverywhere(BiConsumer<Service, UUID> work, BiConsumer<UUID, Boolean> look) {
		boolean died = true;
		for (int moment = 1; died; moment++) {
			assertThat(moment).as("moments").isLessThan(200);
			Session session = new Session(UUID.randomUUID(), "a", String.format("K%05d", this.codes++), 5, 0, START,
					START.plus(Duration.ofHours(1)), null, BEFORE);
			this.survivor.table.insert(session);
			MortalDatabase mortal = new MortalDatabase(this.database.dataSource(), moment);
			try {
				work.accept(new Service(mortal), session.id());
				died = false;
			}
			catch (Killed ex) {
				assertThat(mortal.isDead()).isTrue();
			}
			look.accept(session.id(), died);
		}
	}

	/**
	 * What of the service changes sessions.
	 */
	private final class Service {

		private final SessionTable table;

		private final SeatKeys keys;

		private final SeatRules rules;

		private final Sessions sessions;

		Service(DataSource database) {
			JdbcClient jdbc = JdbcClient.create(database);
			this.table = new SessionTable(jdbc);
			this.keys = new SeatKeys(jdbc, SessionCrashTests.this.clock, true);
			this.rules = new SeatRules(jdbc, new SeatImages(jdbc, new ItemTable(jdbc), SessionCrashTests.this.clock),
					SessionCrashTests.this.clock);
			this.sessions = new Sessions(this.table, this.keys, new NobodyWaits(),
					DatabaseRetry.ofConflicts(new TransactionTemplate(new JdbcTransactionManager(database))),
					SessionCrashTests.this.clock);
		}

	}

	/**
	 * No job waits.
	 */
	private static final class NobodyWaits implements WaitingJobs {

		@Override
		public int count(String phase) {
			return 0;
		}

		@Override
		public int hasten(Set<String> phases) {
			return 0;
		}

	}

	/**
	 * The process is killed.
	 */
	private static final class Killed extends Error {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * A database whose client dies at some moment: what was not committed is undone, and
	 * nothing more is done.
	 */
	private static final class MortalDatabase extends AbstractDataSource {

		private final DataSource database;

		private int left;

		private boolean dead;

		MortalDatabase(DataSource database, int moment) {
			this.database = database;
			this.left = moment;
		}

		boolean isDead() {
			return this.dead;
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.dead) {
				throw new Killed();
			}
			Connection connection = this.database.getConnection();
			return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
				case "prepareStatement" -> {
					Object statement = invoke(connection, method, arguments);
					yield proxy(PreparedStatement.class, (self, called, given) -> {
						if (!called.getName().startsWith("execute")) {
							return invoke(statement, called, given);
						}
						mayDie(connection);
						Object result = invoke(statement, called, given);
						mayDie(connection);
						return result;
					});
				}
				case "commit" -> {
					mayDie(connection);
					invoke(connection, method, arguments);
					mayDie(connection);
					yield null;
				}
				case "rollback", "close", "setAutoCommit" -> this.dead ? null : invoke(connection, method, arguments);
				default -> invoke(connection, method, arguments);
			});
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

		private void mayDie(Connection connection) throws SQLException {
			if (--this.left == 0) {
				this.dead = true;
				if (!connection.getAutoCommit()) {
					connection.rollback();
				}
				connection.close();
			}
			if (this.dead) {
				throw new Killed();
			}
		}

		private static @Nullable Object invoke(@Nullable Object target, Method method, Object @Nullable [] arguments)
				throws Throwable {
			try {
				return method.invoke(target, arguments);
			}
			catch (InvocationTargetException ex) {
				throw (ex.getCause() != null) ? ex.getCause() : ex;
			}
		}

		private static <T> T proxy(Class<T> type, InvocationHandler handler) {
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
		}

	}

}
