package io.wxomedia.provider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.CallBudget;
import io.wxomedia.spending.DailyBudget;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PaidCalls}.
 */
class PaidCallsTests {

	private final TestDatabase database = TestDatabase.h2();

	private final List<String> written = new ArrayList<>();

	private int hiccups;

	private boolean interrupting;

	private boolean stopping;

	private boolean stoppingWhileStored;

	private boolean takenOver;

	private boolean rows;

	private @Nullable CallFailure refusal;

	private @Nullable String problem;

	private @Nullable Instant pausedUntil;

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void resultThatWasPaidForIsKeptThroughHiccups() throws Exception {
		this.hiccups = 3;
		assertThat(call()).isInstanceOf(Next.Use.class);
		assertThat(this.written).containsExactly("started", "sending", "edited", "payload hiccup", "payload",
				"ledger hiccup", "ledger hiccup", "completed");
	}

	@Test
	void resultThatIsARowIsStoredWithItsCallOrNotAtAll() throws Exception {
		this.rows = true;
		this.hiccups = 1;
		assertThat(call()).isInstanceOf(Next.Use.class);
		assertThat(this.written).containsExactly("started", "sending", "edited", "payload", "ledger hiccup", "payload",
				"completed");
	}

	@Test
	void resultThatWasPaidForIsKeptWhileTheServiceStops() throws Exception {
		this.interrupting = true;
		assertThat(call()).isInstanceOf(Next.Use.class);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.written).containsExactly("started", "sending", "edited", "payload", "completed");
	}

	@Test
	void resultThatCannotBeStoredEndsWithTheServiceAndIsNoVerdict() {
		this.hiccups = Integer.MAX_VALUE;
		this.stopping = true;
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this::call);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.written).containsExactly("started", "sending", "edited", "payload", "ledger hiccup",
				"ledger hiccup", "not made");
	}

	@Test
	void resultIsStoredAgainWhenTheStopBreaksThatOff() throws Exception {
		this.stoppingWhileStored = true;
		assertThat(call()).isInstanceOf(Next.Use.class);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.written).containsExactly("started", "sending", "edited", "payload broken off", "payload",
				"completed");
	}

	@Test
	void callOfARunThatWasTakenOverIsNotSentAndLeftAsItIs() {
		this.takenOver = true;
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this::call).withMessage("taken over");
		assertThat(this.written).containsExactly("started", "not made");
	}

	@Test
	void resultOfNoUseIsPaidForAndNotStored() throws Exception {
		this.problem = "no image";
		call();
		assertThat(this.written).containsExactly("started", "sending", "edited", "worthless");
	}

	@Test
	void providerThatAsksForYearsKeepsNobodyWaitingForLongerThanADay() throws Exception {
		this.refusal = new CallFailure(CallFailure.Kind.RETRYABLE, "Too many requests", Duration.ofSeconds(999_999_999),
				null, null);
		call();
		assertThat(this.pausedUntil).isBeforeOrEqualTo(Instant.now().plus(Duration.ofDays(1)));
	}

	private Next call() throws Exception {
		ProviderLedger ledger = fake(ProviderLedger.class, (method) -> switch (method) {
			case "calls" -> List.of();
			case "start" -> write("started", UUID.randomUUID());
			case "sending" -> write("sending", null);
			case "completed" -> {
				if (this.hiccups-- > 0) {
					if (this.stopping) {
						Thread.currentThread().interrupt();
					}
					this.written.add("ledger hiccup");
					throw new QueryTimeoutException("The database hiccups");
				}
				this.written.add("completed");
				yield null;
			}
			case "worthless" -> write("worthless", null);
			case "failed" -> {
				this.written.add("failed");
				yield null;
			}
			case "notMade" -> write("not made", null);
			default -> throw new UnsupportedOperationException(method);
		});
		JobRun run = fake(JobRun.class, (method) -> switch (method) {
			case "job" -> new Job(JobId.random(), "o", "image_b64", null, "{}", null, null, null, null, Instant.EPOCH);
			case "number" -> 1;
			case "mayHaveCalled" -> true;
			case "hold" -> {
				if (this.takenOver && this.written.contains("started")) {
					throw new IllegalStateException("taken over");
				}
				yield null;
			}
			default -> null;
		});
		ProviderGate.Passage passage = new ProviderGate.Passage() {

			@Override
			public void answered() {
				// That is as it should be.
			}

			@Override
			public void limited(Instant until, boolean comesBack) {
				PaidCallsTests.this.pausedUntil = until;
			}

			@Override
			public void failed() {
				throw new UnsupportedOperationException();
			}

			@Override
			public void close() {
				// There is nothing to be closed.
			}

		};
		PayloadStore payloads = fake(PayloadStore.class, (method) -> switch (method) {
			case "space" -> DiskSpace.unlimited();
			case "takesPartInTransactions" -> this.rows;
			default -> new HiccupingWriter();
		});
		PaidCalls.Limits limits = new PaidCalls.Limits(
				fake(ProviderGate.class,
						(method) -> method.equals("enter") ? new ProviderGate.Entrance.Open(passage)
								: Optional.empty()),
				fake(ProviderPauses.class, (method) -> new ProviderPauses.Standing(null, null, Instant.MIN)),
				fake(ProviderPermits.class, (method) -> method.equals("paces") ? Boolean.FALSE : Instant.MIN),
				fake(CallBudget.class, (method) -> new DailyBudget.Admission.Granted()), CallerRules.NONE, () -> {
				});
		PaidCalls calls = new PaidCalls(limits, ledger, 1,
				new CallMeter(List.of(), new RecentTraffic(Clock.systemUTC()), new SimpleMeterRegistry()), payloads,
				this.database.transactions(), Clock.systemUTC(), new RetryPauses(new Random(1)));
		return calls.call(run, 0, new Next.Call(false), new PaidFor());
	}

	private <T extends @Nullable Object> T write(String what, T result) {
		this.written.add(what);
		return result;
	}

	private static <T> T fake(Class<T> type, Answers answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> answers.to(method.getName())));
	}

	/**
	 * What a fake answers to each of its methods.
	 */
	@FunctionalInterface
	private interface Answers {

		@Nullable Object to(String method) throws Exception;

	}

	/**
	 * Gives a result, which is paid for.
	 */
	private final class PaidFor implements PaidCall {

		@Override
		public Purchase purchase() {
			return new Purchase("Someone", new PricedCall(new ProviderModel("someone", "paid"), "auto", "auto"));
		}

		@Override
		public Answer make(Runnable beforeSent) throws CallFailure {
			if (PaidCallsTests.this.refusal != null) {
				throw PaidCallsTests.this.refusal;
			}
			beforeSent.run();
			if (PaidCallsTests.this.interrupting) {
				Thread.currentThread().interrupt();
			}
			return write("edited",
					Answer.of(new byte[] { 1 }, PaidCallsTests.this.problem, new Receipt(null, null, null, null)));
		}

	}

	/**
	 * Fails first, and must not be interrupted while it writes.
	 */
	private final class HiccupingWriter extends PayloadWriter {

		@Override
		public PayloadId id() {
			return PayloadId.random();
		}

		@Override
		public long length() {
			return 0;
		}

		@Override
		public InputStream read() {
			return new ByteArrayInputStream(new byte[0]);
		}

		@Override
		public void write(int b) {
			// What is written does not matter.
		}

		@Override
		public void commit() throws IOException {
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			if (PaidCallsTests.this.hiccups == 3) {
				PaidCallsTests.this.hiccups--;
				PaidCallsTests.this.written.add("payload hiccup");
				throw new IOException("The store hiccups");
			}
			if (PaidCallsTests.this.stoppingWhileStored) {
				PaidCallsTests.this.stoppingWhileStored = false;
				PaidCallsTests.this.written.add("payload broken off");
				Thread.currentThread().interrupt();
				throw new ClosedByInterruptException();
			}
			PaidCallsTests.this.written.add("payload");
		}

		@Override
		public void close() {
			// There is nothing to be closed.
		}

	}

}
