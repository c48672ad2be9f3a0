package io.wxomedia.picture;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PixelBudget}.
 */
class PixelBudgetTests {

	@Test
	void acquireWhenThereIsRoomReturnsAtOnce() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		try (PixelBudget.Lease first = budget.acquire(30); PixelBudget.Lease second = budget.acquire(45)) {
			assertThat(first).isNotSameAs(second);
		}
	}

	@Test
	void acquireWhenAllIsHeldWaitsUntilItIsGivenBack() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease held = budget.acquire(40);
		CompletableFuture<Void> second = acquireAndRelease(budget, 36);
		assertThat(second).isNotDone();
		held.close();
		second.get(10, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(longs = { 75, 100, 125 })
	void acquireWhenOneIsHugeLetsSmallOnesGoBy(long huge) throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease held = budget.acquire(huge);
		CompletableFuture<Void> nextHuge = acquireAndRelease(budget, huge);
		try (PixelBudget.Lease small = budget.acquire(10); PixelBudget.Lease other = budget.acquire(15)) {
			assertThat(small).isNotSameAs(other);
			assertThat(nextHuge).isNotDone();
		}
		held.close();
		nextHuge.get(10, TimeUnit.SECONDS);
	}

	@Test
	void acquireWhenSmallOnesKeepComingDoesNotKeepAHugeOneWaiting() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease first = budget.acquire(25);
		CompletableFuture<PixelBudget.Lease> huge = new CompletableFuture<>();
		Thread waiting = new Thread(() -> huge.complete(acquire(budget, 75)));
		waiting.start();
		Eventually.within(Duration.ofSeconds(10), () -> assertThat(waiting.getState()).isEqualTo(Thread.State.WAITING));
		// None of them may take from what the huge one waits for.
		PixelBudget.Lease second = budget.acquire(25);
		first.close();
		huge.get(10, TimeUnit.SECONDS).close();
		second.close();
	}

	@Test
	void closeWhenCalledTwiceGivesBackOnce() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease first = budget.acquire(35);
		PixelBudget.Lease second = budget.acquire(40);
		first.close();
		first.close();
		CompletableFuture<Void> third = acquireAndRelease(budget, 75);
		assertThat(third).isNotDone();
		second.close();
		third.get(10, TimeUnit.SECONDS);
	}

	@Test
	void acquireWhenInterruptedGivesUp() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		try (PixelBudget.Lease held = budget.acquire(75)) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> budget.acquire(75));
			assertThat(held).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1000, 8L << 30, 3L << 40 })
	void acquireByManyThreadsNeverExceedsTheBudget(long bytes) throws Exception {
		PixelBudget budget = new PixelBudget(bytes);
		AtomicLong held = new AtomicLong();
		AtomicLong most = new AtomicLong();
		CompletableFuture<?>[] all = new CompletableFuture<?>[8];
		for (int i = 0; i < all.length; i++) {
			long wanted = bytes / 10 + i * bytes / 12;
			all[i] = CompletableFuture.runAsync(() -> {
				for (int round = 0; round < 200; round++) {
					PixelBudget.Lease lease = acquire(budget, wanted);
					most.accumulateAndGet(held.addAndGet(wanted), Math::max);
					held.addAndGet(-wanted);
					lease.close();
				}
			});
		}
		CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
		// As each lease may be rounded down by less than a permit.
		assertThat(most.get()).isBetween(1L, bytes + bytes / 100);
	}

	@Test
	void isAloneTellsWhoseTheMemoryWas() {
		PixelBudget budget = new PixelBudget(100);
		assertThat(budget.isAlone(74)).isFalse();
		assertThat(budget.isAlone(75)).isTrue();
	}

	@Test
	void valuesMustBeInRange() {
		assertThatIllegalArgumentException().isThrownBy(() -> new PixelBudget(3))
			.withMessage("bytes (3) must be at least 4");
		assertThatIllegalArgumentException().isThrownBy(() -> new PixelBudget(100).acquire(0))
			.withMessage("bytes (0) must be from 1 to 125");
		assertThatIllegalArgumentException().isThrownBy(() -> new PixelBudget(100).acquire(126))
			.withMessage("bytes (126) must be from 1 to 125");
	}

	private static CompletableFuture<Void> acquireAndRelease(PixelBudget budget, long pixels) throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			entered.countDown();
			acquire(budget, pixels).close();
			done.complete(null);
		});
		thread.setDaemon(true);
		thread.start();
		entered.await();
		return done;
	}

	private static PixelBudget.Lease acquire(PixelBudget budget, long pixels) {
		try {
			return budget.acquire(pixels);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
