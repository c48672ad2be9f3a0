package io.wxomedia.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Transfers} and {@link Transfer}.
 */
class TransfersTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final List<String> cut = new ArrayList<>();

	@Test
	void theSlowestGoesWhenThereIsNoPlaceLeft() throws TransferRefused {
		Transfers transfers = new Transfers(3, 3);
		begin(transfers, "slow", 10_000, null);
		begin(transfers, "slowest", 10, null);
		begin(transfers, "fast", 100_000_000, null);
		begin(transfers, 5 * SECOND, "new", null);
		assertThat(this.cut).containsExactly("slowest");
		assertThat(transfers.size()).isEqualTo(3);
	}

	@Test
	void nobodyGoesWhoIsYoungOrFast() throws TransferRefused {
		Transfers transfers = new Transfers(2, 2);
		begin(transfers, "fast", 100_000_000, null);
		begin(transfers, 4 * SECOND, "young", null);
		assertThatExceptionOfType(TransferRefused.class).isThrownBy(() -> begin(transfers, 5 * SECOND, "new", null))
			.satisfies((refused) -> {
				assertThat(refused.status().value()).isEqualTo(503);
				assertThat(refused.retryAfter()).isPositive();
			});
		assertThat(this.cut).isEmpty();
	}

	@Test
	void anAddressThatHasItsShareMakesRoomForItself() throws TransferRefused {
		Transfers transfers = new Transfers(10, 2);
		begin(transfers, "other", 1, "192.0.2.1");
		begin(transfers, "own1", 500, "192.0.2.2");
		begin(transfers, "own2", 900, "192.0.2.2");
		begin(transfers, 5 * SECOND, "own3", "192.0.2.2");
		assertThat(this.cut).containsExactly("own1");
		begin(transfers, 5 * SECOND, "unknown", null);
		assertThat(transfers.size()).isEqualTo(4);
	}

	@Test
	void aPlaceIsGivenBackOnce() throws TransferRefused {
		Transfers transfers = new Transfers(1, 1);
		Transfer first = new Transfer("192.0.2.1", () -> this.cut.add("first"), 0);
		transfers.begin(first, 0);
		transfers.end(first);
		transfers.end(first);
		assertThat(transfers.size()).isZero();
		begin(transfers, 0, "second", "192.0.2.1");
		assertThat(this.cut).isEmpty();
	}

	@Test
	void patienceIsTheGraceAndWhatThePaceAllows() {
		Transfer transfer = new Transfer(null, () -> {
		}, 0);
		assertThat(transfer.patience(2000, 0)).isEqualTo(20 * SECOND);
		assertThat(transfer.patience(2000, 20 * SECOND)).isZero();
		transfer.passed(20_000);
		assertThat(transfer.patience(2000, 20 * SECOND)).isEqualTo(10 * SECOND);
		assertThat(transfer.patience(2000, 31 * SECOND)).isNegative();
		assertThat(transfer.patience(0, 31 * SECOND)).isEqualTo(Long.MAX_VALUE);
	}

	private void begin(Transfers transfers, String name, int bytes, @Nullable String address) throws TransferRefused {
		Transfer transfer = begin(transfers, 0, name, address);
		transfer.passed(bytes);
	}

	private Transfer begin(Transfers transfers, long now, String name, @Nullable String address)
			throws TransferRefused {
		Transfer transfer = new Transfer(address, () -> this.cut.add(name), now);
		transfers.begin(transfer, now);
		return transfer;
	}

}
