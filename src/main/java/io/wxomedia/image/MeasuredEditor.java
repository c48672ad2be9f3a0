package io.wxomedia.image;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wxomedia.monitoring.RecentTraffic;
import io.wxomedia.provider.EditFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.spending.ProviderCall.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Times the calls to an editor and notes how they went. The labels are the one model that
 * is configured and the ledger's outcomes, so that their number is bounded. Thread-safe.
 */
class MeasuredEditor implements ImageEditor {

	private static final Duration[] BUCKETS = { Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
			Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(20),
			Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofMinutes(1), Duration.ofSeconds(90),
			Duration.ofMinutes(2), Duration.ofMinutes(3), Duration.ofMinutes(5) };

	private final ImageEditor editor;

	private final RecentTraffic traffic;

	private final Map<Outcome, Timer> calls = new EnumMap<>(Outcome.class);

	private final Counter inputTokens;

	private final Counter outputTokens;

	MeasuredEditor(ImageEditor editor, RecentTraffic traffic, MeterRegistry registry) {
		this.editor = editor;
		this.traffic = traffic;
		for (Outcome outcome : Outcome.values()) {
			if (outcome != Outcome.STARTED) {
				this.calls.put(outcome, timer(outcome, registry));
			}
		}
		this.inputTokens = tokens("input", registry);
		this.outputTokens = tokens("output", registry);
	}

	private Timer timer(Outcome outcome, MeterRegistry registry) {
		return Timer.builder("media.provider.call")
			.description("Calls to the provider of edits")
			.tag("model", this.editor.model())
			.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

	private Counter tokens(String direction, MeterRegistry registry) {
		return Counter.builder("media.provider.tokens")
			.description("Tokens that the provider billed, as far as it said")
			.tag("model", this.editor.model())
			.tag("direction", direction)
			.register(registry);
	}

	@Override
	public EditedImage edit(EditRequest request) throws EditFailure {
		long start = System.nanoTime();
		try {
			EditedImage edited = this.editor.edit(request);
			note(Outcome.COMPLETED, start);
			count(this.inputTokens, edited.inputTokens());
			count(this.outputTokens, edited.outputTokens());
			this.traffic.answered();
			return edited;
		}
		catch (EditFailure ex) {
			note(ImageEdits.outcome(ex), start);
			noteHealth(ex.kind());
			throw ex;
		}
	}

	private void note(Outcome outcome, long start) {
		Objects.requireNonNull(this.calls.get(outcome)).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
	}

	private static void count(Counter counter, @Nullable Long tokens) {
		counter.increment((tokens != null) ? tokens : 0);
	}

	/**
	 * A call that was cut short because the service stops says nothing of the provider.
	 */
	private void noteHealth(EditFailure.Kind kind) {
		if (Thread.currentThread().isInterrupted()) {
			return;
		}
		switch (kind) {
			case RETRYABLE, ANSWER_LOST -> this.traffic.failed();
			case BILLING_LIMIT, FINAL -> this.traffic.answered();
		}
	}

	@Override
	public String provider() {
		return this.editor.provider();
	}

	@Override
	public String quality() {
		return this.editor.quality();
	}

	@Override
	public String size() {
		return this.editor.size();
	}

	@Override
	public String model() {
		return this.editor.model();
	}

	@Override
	public List<String> missingSettings() {
		return this.editor.missingSettings();
	}

}
