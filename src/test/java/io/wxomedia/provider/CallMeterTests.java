package io.wxomedia.provider;

import java.time.Clock;
import java.util.List;
import java.util.Locale;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallMeter}.
 */
class CallMeterTests {

	private static final ProviderModel MODEL = new ProviderModel("someone", "a-model");

	private static final Runnable UNSENT = () -> {
	};

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final RecentTraffic traffic = new RecentTraffic(Clock.systemUTC());

	private final CallMeter meter = new CallMeter(List.of(MODEL), this.traffic, this.registry);

	@Test
	void callIsCountedOnceWithItsTokens() throws Exception {
		this.meter.measured(call(MODEL, null), UNSENT);
		this.meter.measured(call(MODEL, null), UNSENT);
		assertThat(calls(Outcome.COMPLETED)).isEqualTo(2);
		assertThat(tokens("input")).isEqualTo(20);
		assertThat(tokens("output")).isEqualTo(60);
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", 2).containsEntry("failed", 0L);
	}

	@ParameterizedTest
	@CsvSource({ "BILLING_LIMIT,BILLING_LIMIT,0", "FINAL,REFUSED,0", "RETRYABLE,RETRYABLE,1", "ANSWER_LOST,LOST,1" })
	void failureIsCountedAsTheLedgerHasIt(CallFailure.Kind kind, Outcome outcome, long failed) {
		CallFailure failure = new CallFailure(kind, "no", null, null, null);
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> this.meter.measured(call(MODEL, failure), UNSENT))
			.isSameAs(failure);
		for (Outcome each : Outcome.values()) {
			if (each != Outcome.STARTED) {
				assertThat(calls(each)).as(each.name()).isEqualTo((each == outcome) ? 1 : 0);
			}
		}
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", 1).containsEntry("failed", failed);
	}

	@Test
	void callThatAStopCutShortSaysNothingOfTheProvider() {
		CallFailure cut = new CallFailure(CallFailure.Kind.ANSWER_LOST, "cut", null, null, null);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> this.meter.measured(call(MODEL, cut), UNSENT));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", 0);
		assertThat(calls(Outcome.LOST)).isOne();
	}

	@Test
	void modelsThatCallersNameAreNotLabelsWithoutEnd() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.meter.measured(call(new ProviderModel("someone", "model-" + i), null), UNSENT);
		}
		this.meter.measured(call(MODEL, null), UNSENT);
		assertThat(calls(Outcome.COMPLETED)).isOne();
		assertThat(this.registry.find("media.provider.call").tag("outcome", "completed").timers()).hasSize(21);
		assertThat(this.registry.get("media.provider.call")
			.tag("model", "other")
			.tag("outcome", "completed")
			.timer()
			.count()).isEqualTo(81);
	}

	private long calls(Outcome outcome) {
		return this.registry.get("media.provider.call")
			.tag("model", "a-model")
			.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
			.timer()
			.count();
	}

	private double tokens(String direction) {
		return this.registry.get("media.provider.tokens")
			.tag("model", "a-model")
			.tag("direction", direction)
			.counter()
			.count();
	}

	private static PaidCall call(ProviderModel model, @Nullable CallFailure failure) {
		return new PaidCall() {

			@Override
			public Purchase purchase() {
				return new Purchase("Someone", new PricedCall(model, "auto", "auto"));
			}

			@Override
			public Answer make(Runnable beforeSent) throws CallFailure {
				if (failure != null) {
					throw failure;
				}
				return Answer.of(new byte[0], null, new Receipt(null, 10L, null, 30L));
			}

		};
	}

}
