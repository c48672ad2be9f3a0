package io.wxomedia.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.PixelBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Fallback}.
 */
class FallbackTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final Payloads payloads = new Payloads();

	@ParameterizedTest
	@CsvSource({ "1, 5000000", "5000000, 1", "70000, 3", "640, 480" })
	void makeTakesPicturesOfAnyShape(int width, int height) throws Exception {
		PayloadId input = this.payloads.add(png(width, height));
		PayloadId fallback = fallback(100_000_000).make(input, FallbackReason.DAILY_BUDGET, HOUR);
		try (InputStream png = this.payloads.open(fallback)) {
			assertThat(PictureInspector.inspect(png)).hasFieldOrPropertyWithValue("width", width)
				.hasFieldOrPropertyWithValue("height", height);
		}
	}

	@Test
	void makeWhenThePictureNeedsMoreThanThereIsSaysSo() throws Exception {
		PayloadId input = this.payloads.add(png(1000, 1000));
		assertThatExceptionOfType(UnusableImage.class)
			.isThrownBy(() -> fallback(8_000_000).make(input, FallbackReason.DAILY_BUDGET, HOUR))
			.withMessage("It needs about 16 MB of memory; the service has 10 MB for one image."
					+ " Send a smaller one, or give the service more heap");
		assertThat(this.payloads.bytes).hasSize(1);
	}

	@Test
	void makeWhenMemoryRunsOutIsTheFaultOfAPictureThatHadAllOfIt() throws Exception {
		PayloadId input = this.payloads.add(png(1000, 1000));
		this.payloads.memoryIsOut = true;
		assertThatExceptionOfType(UnusableImage.class)
			.isThrownBy(() -> fallback(18_000_000).make(input, FallbackReason.DAILY_BUDGET, HOUR))
			.withMessageStartingWith("It needs about 16 MB of memory");
	}

	@Test
	void makeWhenMemoryRunsOutIsNoFaultOfAPictureThatHadAPartOfIt() throws Exception {
		PayloadId input = this.payloads.add(png(1000, 1000));
		PixelBudget budget = new PixelBudget(100_000_000);
		Fallback fallback = new Fallback(this.payloads, budget, Clock.systemUTC());
		this.payloads.memoryIsOut = true;
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> fallback.make(input, FallbackReason.DAILY_BUDGET, HOUR));
		assertThat(this.payloads.bytes).hasSize(1);
		budget.acquire(budget.most()).close();
	}

	@Test
	void makeWhenTheTimeIsOverSaysSo() throws Exception {
		PayloadId input = this.payloads.add(png(1000, 1000));
		assertThatExceptionOfType(UnusableImage.class)
			.isThrownBy(() -> fallback(100_000_000).make(input, FallbackReason.DAILY_BUDGET, Duration.ZERO))
			.withMessage("Decoding it took longer than the 0 s that were left for the image (JOB_TIMEOUT_SECONDS)");
		assertThat(this.payloads.bytes).hasSize(1);
	}

	private Fallback fallback(long budget) {
		return new Fallback(this.payloads, new PixelBudget(budget), Clock.systemUTC());
	}

	private static byte[] png(int width, int height) throws Exception {
		ByteArrayOutputStream png = new ByteArrayOutputStream();
		Pictures.writePng(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), png);
		return png.toByteArray();
	}

	/**
	 * A store whose machine may be out of memory.
	 */
	private static final class Payloads implements PayloadStore {

		private final Map<PayloadId, byte[]> bytes = new ConcurrentHashMap<>();

		private boolean memoryIsOut;

		PayloadId add(byte[] payload) {
			PayloadId id = PayloadId.random();
			this.bytes.put(id, payload);
			return id;
		}

		@Override
		public PayloadWriter create() {
			if (this.memoryIsOut) {
				throw new OutOfMemoryError("Java heap space");
			}
			return new Writer();
		}

		@Override
		public InputStream open(PayloadId id) {
			return new ByteArrayInputStream(Objects.requireNonNull(this.bytes.get(id)));
		}

		@Override
		public long length(PayloadId id) {
			return Objects.requireNonNull(this.bytes.get(id)).length;
		}

		@Override
		public void delete(PayloadId id) {
			this.bytes.remove(id);
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			return 0;
		}

		/**
		 * {@link PayloadWriter} in memory.
		 */
		private final class Writer extends PayloadWriter {

			private final PayloadId id = PayloadId.random();

			private final ByteArrayOutputStream written = new ByteArrayOutputStream();

			@Override
			public PayloadId id() {
				return this.id;
			}

			@Override
			public long length() {
				return this.written.size();
			}

			@Override
			public void write(int b) {
				this.written.write(b);
			}

			@Override
			public void write(byte[] part, int offset, int length) {
				this.written.write(part, offset, length);
			}

			@Override
			public InputStream read() {
				return new ByteArrayInputStream(this.written.toByteArray());
			}

			@Override
			public void commit() {
				Payloads.this.bytes.put(this.id, this.written.toByteArray());
			}

			@Override
			public void close() {
				// Nothing is there before the commit.
			}

		}

	}

}
