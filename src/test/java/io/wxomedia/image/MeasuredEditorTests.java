package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.provider.EditFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.spending.ProviderCall.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MeasuredEditor}.
 */
class MeasuredEditorTests {

	private static final EditRequest REQUEST = new EditRequest("p", () -> new ByteArrayInputStream(new byte[0]),
			"image/png", "image.png", Duration.ofSeconds(1));

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final RecentTraffic traffic = new RecentTraffic(Clock.systemUTC());

	@Test
	void callIsCountedOnceWithItsTokens() throws Exception {
		MeasuredEditor editor = editor(null);
		editor.edit(REQUEST);
		editor.edit(REQUEST);
		assertThat(calls(Outcome.COMPLETED)).isEqualTo(2);
		assertThat(tokens("input")).isEqualTo(20);
		assertThat(tokens("output")).isEqualTo(60);
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", 2).containsEntry("failed", 0L);
		assertThat(editor.model()).isEqualTo("a-model");
		assertThat(editor.missingSettings()).containsExactly("A_KEY");
	}

	@ParameterizedTest
	@CsvSource({ "BILLING_LIMIT,BILLING_LIMIT,0", "FINAL,REFUSED,0", "RETRYABLE,RETRYABLE,1", "ANSWER_LOST,LOST,1" })
	void failureIsCountedAsTheLedgerHasIt(EditFailure.Kind kind, Outcome outcome, long failed) {
		EditFailure failure = new EditFailure(kind, "no", null, null, null);
		assertThatExceptionOfType(EditFailure.class).isThrownBy(() -> editor(failure).edit(REQUEST)).isSameAs(failure);
		for (Outcome each : Outcome.values()) {
			if (each != Outcome.STARTED) {
				assertThat(calls(each)).as(each.name()).isEqualTo((each == outcome) ? 1 : 0);
			}
		}
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", 1).containsEntry("failed", failed);
	}

	@Test
	void callThatAStopCutShortSaysNothingOfTheProvider() {
		MeasuredEditor editor = editor(new EditFailure(EditFailure.Kind.ANSWER_LOST, "cut", null, null, null));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(EditFailure.class).isThrownBy(() -> editor.edit(REQUEST));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", 0);
		assertThat(calls(Outcome.LOST)).isOne();
	}

	private long calls(Outcome outcome) {
		return this.registry.get("media.provider.call")
			.tag("model", "a-model")
			.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
			.timer()
			.count();
	}

	private double tokens(String direction) {
		return this.registry.get("media.provider.tokens").tag("direction", direction).counter().count();
	}

	private MeasuredEditor editor(@Nullable EditFailure failure) {
		return new MeasuredEditor(new ImageEditor() {

			@Override
			public EditedImage edit(EditRequest request) throws EditFailure {
				if (failure != null) {
					throw failure;
				}
				return new EditedImage(new byte[0], null, 10L, 30L);
			}

			@Override
			public String model() {
				return "a-model";
			}

			@Override
			public List<String> missingSettings() {
				return List.of("A_KEY");
			}

		}, this.traffic, this.registry);
	}

}
