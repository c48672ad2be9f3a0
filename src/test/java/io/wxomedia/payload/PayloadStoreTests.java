package io.wxomedia.payload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for any {@link PayloadStore}.
 */
abstract class PayloadStoreTests {

	private static final int MIB = 1024 * 1024;

	private final Random random = new Random(42);

	/**
	 * Return the store that is tested.
	 * @return the store, the same one for the whole test
	 */
	abstract PayloadStore store();

	/**
	 * Let payloads that exist already look this old.
	 * @param id one of them
	 * @param createdAt when it was created
	 */
	abstract void age(PayloadId id, Instant createdAt) throws IOException;

	/**
	 * Return how many payloads the store holds, or parts of them.
	 */
	abstract long kept() throws IOException;

	/**
	 * Change what is stored of a payload behind the store's back.
	 * @param id the payload
	 * @param change takes what is there to what a bad disk makes of it
	 */
	abstract void damage(PayloadId id, UnaryOperator<byte[]> change) throws IOException;

	/**
	 * Let a payload look as an earlier version stored it, without a checksum.
	 */
	abstract void unseal(PayloadId id) throws IOException;

	@ParameterizedTest
	@EnumSource
	void damagedPayloadIsNeverTakenForWhole(Damage damage) throws IOException {
		byte[] bytes = bytes(MIB + 200_000);
		PayloadId id = commit(bytes);
		store().verify(id);
		damage(id, damage::applyTo);
		assertThatExceptionOfType(PayloadDamaged.class).isThrownBy(() -> store().verify(id))
			.satisfies((failure) -> assertThat(failure.id()).isEqualTo(id))
			.withMessageContaining("was damaged after it was stored");
		ByteArrayOutputStream handedOut = new ByteArrayOutputStream();
		assertThatExceptionOfType(PayloadDamaged.class).isThrownBy(() -> {
			try (InputStream in = store().open(id)) {
				in.transferTo(handedOut);
			}
		});
		assertThat(handedOut.size()).isLessThan(bytes.length);
		assertThatExceptionOfType(PayloadDamaged.class).isThrownBy(() -> {
			try (InputStream in = store().open(id)) {
				in.skipNBytes(bytes.length);
			}
		});
		store().delete(id);
		assertNotFound(id);
	}

	@Test
	void payloadOfAnEarlierVersionIsReadAndRemoved() throws IOException {
		byte[] bytes = bytes(MIB + 5);
		PayloadId id = commit(bytes);
		long before = kept();
		unseal(id);
		assertThat(store().length(id)).isEqualTo(bytes.length);
		store().verify(id);
		try (InputStream in = store().open(id)) {
			assertThat(in.readAllBytes()).isEqualTo(bytes);
		}
		store().delete(id);
		assertNotFound(id);
		assertThat(kept()).isLessThan(before);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + MIB / 2 })
	void openReturnsWhatWasCommitted(int length) throws IOException {
		byte[] bytes = bytes(length);
		PayloadId id = commit(bytes);
		assertThat(store().length(id)).isEqualTo(length);
		for (int i = 0; i < 2; i++) {
			try (InputStream in = store().open(id)) {
				assertThat(in.readAllBytes()).isEqualTo(bytes);
				assertThat(in.read()).isEqualTo(-1);
			}
		}
	}

	@Test
	void writeTakesPiecesOfAnySize() throws IOException {
		byte[] bytes = bytes(MIB + 200_000);
		try (PayloadWriter writer = store().create()) {
			int position = 0;
			while (position < bytes.length) {
				int piece = Math.min(bytes.length - position, this.random.nextInt(150_000));
				writer.write(bytes, position, piece);
				position += piece;
				if (position < bytes.length) {
					writer.write(bytes[position++]);
				}
				assertThat(writer.length()).isEqualTo(position);
			}
			writer.commit();
			try (InputStream in = store().open(writer.id())) {
				assertThat(in.readAllBytes()).isEqualTo(bytes);
			}
		}
	}

	@Test
	void openReturnsSingleBytes() throws IOException {
		PayloadId id = commit(new byte[] { 0, -1, 127 });
		try (InputStream in = store().open(id)) {
			assertThat(new int[] { in.read(), in.read(), in.read(), in.read() }).containsExactly(0, 255, 127, -1);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10, MIB, 2 * MIB + 5 })
	void readReturnsWhatIsNotYetCommitted(int length) throws IOException {
		byte[] bytes = bytes(length);
		try (PayloadWriter writer = store().create()) {
			writer.write(bytes);
			try (InputStream in = writer.read()) {
				assertThat(in.readAllBytes()).isEqualTo(bytes);
			}
			writer.write(7);
			assertThat(writer.length()).isEqualTo(length + 1);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10, 2 * MIB + 5 })
	void closeWhenNotCommittedLeavesNothing(int length) throws IOException {
		long before = kept();
		PayloadId id;
		try (PayloadWriter writer = store().create()) {
			id = writer.id();
			writer.write(bytes(length));
		}
		assertThat(kept()).isEqualTo(before);
		assertNotFound(id);
	}

	@Test
	void deleteRemovesEverything() throws IOException {
		long before = kept();
		PayloadId id = commit(bytes(2 * MIB));
		store().delete(id);
		assertNotFound(id);
		assertThat(kept()).isEqualTo(before);
		assertThatNoException().isThrownBy(() -> store().delete(id));
	}

	@Test
	void openWhenThereIsNoPayloadSaysSo() {
		assertNotFound(PayloadId.random());
	}

	@Test
	void sweepKeepsTheYoungAndTheUsed() throws IOException {
		Instant limit = Instant.parse("2026-11-20T10:00:00Z");
		PayloadId unused = commit(bytes(10));
		PayloadId unusedAndLarge = commit(bytes(2 * MIB));
		PayloadId unusedAndEmpty = commit(bytes(0));
		PayloadId used = commit(bytes(10));
		PayloadId young = commit(bytes(10));
		for (PayloadId old : new PayloadId[] { unused, unusedAndLarge, unusedAndEmpty, used }) {
			age(old, limit.minusSeconds(1));
		}
		age(young, limit.plusSeconds(1));
		assertThat(store().sweep(limit, Set.of(used))).isEqualTo(3);
		assertNotFound(unused);
		assertNotFound(unusedAndLarge);
		assertNotFound(unusedAndEmpty);
		assertThat(store().length(used)).isEqualTo(10);
		assertThat(store().length(young)).isEqualTo(10);
		assertThat(store().sweep(limit, Set.of(used))).isZero();
	}

	private void assertNotFound(PayloadId id) {
		assertThatExceptionOfType(PayloadNotFound.class).isThrownBy(() -> store().length(id));
		assertThatExceptionOfType(PayloadNotFound.class).isThrownBy(() -> store().open(id));
	}

	PayloadId commit(byte[] bytes) throws IOException {
		try (PayloadWriter writer = store().create()) {
			writer.write(bytes);
			writer.commit();
			return writer.id();
		}
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	/**
	 * What disks do to files.
	 */
	enum Damage {

		EMPTIED {
			@Override
			byte[] applyTo(byte[] bytes) {
				return new byte[0];
			}
		},

		CUT {
			@Override
			byte[] applyTo(byte[] bytes) {
				return Arrays.copyOf(bytes, bytes.length / 2);
			}
		},

		CUT_BY_ONE_BYTE {
			@Override
			byte[] applyTo(byte[] bytes) {
				return Arrays.copyOf(bytes, bytes.length - 1);
			}
		},

		FLIPPED_AT_THE_START {
			@Override
			byte[] applyTo(byte[] bytes) {
				bytes[0] ^= 1;
				return bytes;
			}
		},

		FLIPPED_IN_THE_MIDDLE {
			@Override
			byte[] applyTo(byte[] bytes) {
				bytes[bytes.length / 2] ^= 0x10;
				return bytes;
			}
		},

		FLIPPED_AT_THE_END {
			@Override
			byte[] applyTo(byte[] bytes) {
				bytes[bytes.length - 1] ^= 1;
				return bytes;
			}
		},

		ZEROED {
			@Override
			byte[] applyTo(byte[] bytes) {
				return new byte[bytes.length];
			}
		};

		abstract byte[] applyTo(byte[] bytes);

	}

}
