package io.wxomedia.preflight;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Checks whether jobs will work. Thirty people who ask at once get the answer of one run,
 * and so do those who ask within the next few seconds.
 */
public class Preflight implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	static final Duration FRESH = Duration.ofSeconds(5);

	private static final String ROUTE = "callback";

	private final List<PreflightCheck> checks;

	private final RouteCheck route;

	private final Clock clock;

	private final CheckRuns runs;

	// Apart from each other, so that routes that hang keep no other check from running.
	private final CheckRuns routeRuns;

	private @Nullable Run latest;

	Preflight(List<PreflightCheck> checks, RouteCheck route, Clock clock, Duration patience) {
		this.checks = List.copyOf(checks);
		this.route = route;
		this.clock = clock;
		this.runs = new CheckRuns(clock, patience);
		this.routeRuns = new CheckRuns(clock, patience);
	}

	/**
	 * Run the checks, or join the run that is under way or has just ended. Takes ten
	 * seconds at most, whatever the network does.
	 * @param callbackUrl an address that callbacks should reach, or {@code null} to check
	 * no such route
	 * @return what was found
	 */
	public Report report(@Nullable String callbackUrl) {
		Instant began = this.clock.instant();
		long start = System.nanoTime();
		CompletableFuture<Findings> asked = (callbackUrl != null) ? startRoute(callbackUrl) : null;
		Run shared = join();
		List<Finding> lines = new ArrayList<>(shared.lines().join());
		if (asked == null) {
			return Report.of(shared.began(), shared.durationMs().join(), lines);
		}
		lines.addAll(asked.join().lines());
		return Report.of((shared.began().isBefore(began)) ? shared.began() : began,
				Duration.ofNanos(System.nanoTime() - start).toMillis(), lines);
	}

	private CompletableFuture<Findings> startRoute(String callbackUrl) {
		Findings findings = new Findings(ROUTE, this.clock);
		return this.routeRuns.start(() -> this.route.run(callbackUrl, findings), findings);
	}

	private synchronized Run join() {
		Run run = this.latest;
		if (run == null || run.isStale(this.clock.instant())) {
			run = start();
			this.latest = run;
		}
		return run;
	}

	private Run start() {
		Instant began = this.clock.instant();
		long start = System.nanoTime();
		List<CompletableFuture<Findings>> results = this.checks.stream().map(this.runs::start).toList();
		CompletableFuture<List<Finding>> lines = CompletableFuture
			.allOf(results.toArray((size) -> new CompletableFuture<?>[size]))
			.thenApply((done) -> lines(results.stream().map(CompletableFuture::join).toList()));
		return new Run(began, lines, lines.thenApply((done) -> Duration.ofNanos(System.nanoTime() - start).toMillis()));
	}

	private List<Finding> lines(List<Findings> all) {
		List<Finding> lines = new ArrayList<>();
		Map<String, Duration> skews = new HashMap<>();
		for (Findings findings : all) {
			lines.addAll(findings.lines());
			findings.skews().forEach(skews::putIfAbsent);
		}
		Findings clock = new Findings(ClockSkew.NAME, this.clock);
		ClockSkew.judge(skews, clock);
		lines.addAll(clock.lines());
		return List.copyOf(lines);
	}

	@Override
	public void close() {
		this.routeRuns.close();
		this.runs.close();
	}

	/**
	 * One run of all checks.
	 *
	 * @param began when it began
	 * @param lines what it finds
	 * @param durationMs how long it takes, in milliseconds
	 */
	private record Run(Instant began, CompletableFuture<List<Finding>> lines, CompletableFuture<Long> durationMs) {

		boolean isStale(Instant now) {
			return this.lines.isDone() && !now.isBefore(this.began.plus(FRESH));
		}

	}

}
