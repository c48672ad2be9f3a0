package io.wxomedia.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Preflight}.
 */
@Timeout(60)
class PreflightTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(300);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T12:00:00Z"));

	@Test
	void warningsAreNoProblem() {
		try (Preflight preflight = preflight(LONG, check("a", (findings) -> findings.ok("fine")),
				check("b", (findings) -> findings.warning("well", "look")))) {
			Report report = preflight.report(null);
			assertThat(report.ok()).isTrue();
			assertThat(report.checkedAt()).isEqualTo(this.clock.instant());
			assertThat(report.durationMs()).isNotNegative();
			assertThat(report.checks()).containsExactly(new Finding("a", Level.OK, "fine", null),
					new Finding("b", Level.WARNING, "well", "look"),
					new Finding("clock", Level.OK, "Not compared: no server that tells the time was reached.", null));
		}
	}

	@Test
	void oneProblemIsEnough() {
		try (Preflight preflight = preflight(LONG, check("a", (findings) -> findings.problem("bad", "mend")),
				check("b", (findings) -> findings.ok("fine")))) {
			assertThat(preflight.report(null).ok()).isFalse();
		}
	}

	@Test
	void checkThatFailsIsAProblemAndNotQuoted() {
		try (Preflight preflight = preflight(LONG, check("a", (findings) -> {
			throw new IllegalStateException("sk-secret");
		}))) {
			Finding line = preflight.report(null).checks().get(0);
			assertThat(line.level()).isEqualTo(Level.PROBLEM);
			assertThat(line.message()).isEqualTo("The check failed unexpectedly (IllegalStateException).");
		}
	}

	@Test
	void checkThatHangsIsNotWaitedForNorStartedAgain() {
		CountDownLatch end = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		try (Preflight preflight = preflight(SHORT, check("slow", (findings) -> {
			runs.incrementAndGet();
			end.await();
			findings.ok("too late");
			ended.incrementAndGet();
		}))) {
			assertThat(preflight.report(null).checks()).extracting(Finding::check, Finding::level, Finding::message)
				.contains(tuple("slow", Level.PROBLEM, "No answer within 0 s."))
				.doesNotContain(tuple("slow", Level.OK, "too late"));
			this.clock.advance(Preflight.FRESH);
			assertThat(preflight.report(null).checks()).extracting(Finding::check, Finding::message)
				.startsWith(tuple("slow", "This check still hangs since the last time."))
				.hasSize(2);
			// Its thread may begin late.
			Eventually.within(LONG, () -> assertThat(runs).hasValue(1));
			end.countDown();
			Eventually.within(LONG, () -> assertThat(ended).hasValue(1));
			Eventually.within(LONG, () -> {
				this.clock.advance(Preflight.FRESH);
				assertThat(preflight.report(null).checks()).extracting(Finding::message).contains("too late");
			});
		}
	}

	@Test
	void thirtyPeopleShareOneRun() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		CountDownLatch go = new CountDownLatch(1);
		ExecutorService people = Executors.newFixedThreadPool(30);
		try (Preflight preflight = preflight(LONG, check("a", (findings) -> {
			runs.incrementAndGet();
			go.await();
			findings.ok("fine");
		}))) {
			List<CompletableFuture<Report>> reports = IntStream.range(0, 30)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> preflight.report(null), people))
				.toList();
			go.countDown();
			for (CompletableFuture<Report> report : reports) {
				assertThat(report.get(30, TimeUnit.SECONDS).checks()).extracting(Finding::message).contains("fine");
			}
			assertThat(runs).hasValue(1);
			this.clock.advance(Preflight.FRESH);
			preflight.report(null);
			assertThat(runs).hasValue(2);
		}
		finally {
			people.shutdownNow();
		}
	}

	@Test
	void routeIsCheckedForEachWhoAsks() {
		AtomicInteger runs = new AtomicInteger();
		try (Preflight preflight = new Preflight(List.of(check("a", (findings) -> runs.incrementAndGet())),
				(url, findings) -> findings.problem("no way to " + url, "none"), this.clock, LONG)) {
			assertThat(preflight.report("one").checks()).extracting(Finding::check, Finding::message)
				.contains(tuple("callback", "no way to one"));
			Report second = preflight.report("two");
			assertThat(second.ok()).isFalse();
			assertThat(second.checks()).extracting(Finding::message)
				.contains("no way to two")
				.doesNotContain("no way to one");
			assertThat(preflight.report(null).ok()).isTrue();
			assertThat(runs).hasValue(1);
		}
	}

	@Test
	void clockIsComparedWithWhatTheChecksHeard() {
		try (Preflight preflight = preflight(LONG,
				check("a", (findings) -> findings.serverDate("the store", "Sat, 21 Nov 2026 11:59:59 GMT")),
				check("b", (findings) -> findings.serverDate("OpenAI", "Sat, 21 Nov 2026 11:50:00 GMT")),
				check("c", (findings) -> findings.serverDate("nonsense", "yesterday")))) {
			Report report = preflight.report(null);
			assertThat(report.ok()).isFalse();
			assertThat(report.checks()).singleElement()
				.extracting(Finding::check, Finding::message)
				.containsExactly("clock", "This machine's clock is 600 s ahead of OpenAI.");
		}
	}

	private Preflight preflight(Duration patience, PreflightCheck... checks) {
		return new Preflight(List.of(checks), (url, findings) -> {
		}, this.clock, patience);
	}

	private static PreflightCheck check(String name, Body body) {
		return new PreflightCheck() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public void run(Findings findings) throws Exception {
				body.run(findings);
			}

		};
	}

	/**
	 * What a check does.
	 */
	@FunctionalInterface
	private interface Body {

		void run(Findings findings) throws Exception;

	}

}
