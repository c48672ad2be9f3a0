package io.wxomedia.picture;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PixelBudget}.
 */
class PixelBudgetTests {

	@Test
	void acquireWhenPixelsAreFreeReturnsAtOnce() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		try (PixelBudget.Lease first = budget.acquire(60); PixelBudget.Lease second = budget.acquire(40)) {
			assertThat(first).isNotSameAs(second);
		}
	}

	@Test
	void acquireWhenPixelsAreHeldWaitsUntilTheyAreGivenBack() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease held = budget.acquire(60);
		CompletableFuture<Void> second = acquireAndRelease(budget, 41);
		assertThat(second).isNotDone();
		held.close();
		second.get(10, TimeUnit.SECONDS);
	}

	@Test
	void acquireWhenLargerThanTheBudgetGetsAllOfItAlone() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease held = budget.acquire(1);
		CompletableFuture<Void> large = acquireAndRelease(budget, Long.MAX_VALUE);
		assertThat(large).isNotDone();
		held.close();
		large.get(10, TimeUnit.SECONDS);
		acquireAndRelease(budget, 100).get(10, TimeUnit.SECONDS);
	}

	@Test
	void closeWhenCalledTwiceGivesBackOnce() throws Exception {
		PixelBudget budget = new PixelBudget(100);
		PixelBudget.Lease first = budget.acquire(50);
		PixelBudget.Lease second = budget.acquire(50);
		first.close();
		first.close();
		CompletableFuture<Void> third = acquireAndRelease(budget, 100);
		assertThat(third).isNotDone();
		second.close();
		third.get(10, TimeUnit.SECONDS);
	}

	@Test
	void acquireWhenInterruptedGivesUp() throws Exception {
		PixelBudget budget = new PixelBudget(1);
		try (PixelBudget.Lease held = budget.acquire(1)) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> budget.acquire(1));
			assertThat(held).isNotNull();
		}
	}

	@Test
	void acquireByManyThreadsNeverExceedsTheBudget() throws Exception {
		PixelBudget budget = new PixelBudget(1000);
		AtomicLong held = new AtomicLong();
		AtomicLong most = new AtomicLong();
		CompletableFuture<?>[] all = new CompletableFuture<?>[8];
		for (int i = 0; i < all.length; i++) {
			long pixels = 100 + i * 90L;
			all[i] = CompletableFuture.runAsync(() -> {
				for (int round = 0; round < 200; round++) {
					PixelBudget.Lease lease = acquire(budget, pixels);
					most.accumulateAndGet(held.addAndGet(pixels), Math::max);
					held.addAndGet(-pixels);
					lease.close();
				}
			});
		}
		CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
		assertThat(most.get()).isBetween(1L, 1000L);
	}

	@Test
	void valuesMustBePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> new PixelBudget(0))
			.withMessage("maxPixels (0) must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> new PixelBudget(5).acquire(0))
			.withMessage("pixels (0) must be positive");
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
