package io.wxomedia.imageapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a request that arrives while the disk is full. What is thrown here is
 * answered with 503.
 */
class FullDiskTests {

	private static final String FULL = "No space left on device";

	private int closed;

	@Test
	void diskThatIsFullFromTheStartIsNoFaultOfTheRequest() {
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> reader(-1).readImage(body(TestImages.png()), false))
			.withMessageContaining(FULL);
	}

	@Test
	void diskThatFillsUpInTheMiddleIsNoFaultOfTheRequestAndIsCleared() {
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> reader(100_000).readImage(body(TestImages.pngOf(300_000)), false))
			.withMessageContaining(FULL);
		assertThat(this.closed).isOne();
	}

	private static InputStream body(byte[] image) {
		return new ByteArrayInputStream(
				ServiceClient.single("greyer", "photo.png", image).getBytes(StandardCharsets.UTF_8));
	}

	private SubmissionReader reader(long space) {
		return new SubmissionReader(new SmallDisk(space), 14_000_000, 14_000_000);
	}

	/**
	 * A store with little space, or none.
	 */
	private final class SmallDisk implements PayloadStore {

		private final long space;

		SmallDisk(long space) {
			this.space = space;
		}

		@Override
		public PayloadWriter create() throws IOException {
			if (this.space < 0) {
				throw new IOException(FULL);
			}
			return new SmallFile(this.space);
		}

		@Override
		public InputStream open(PayloadId id) {
			throw new UnsupportedOperationException("Nothing is read");
		}

		@Override
		public long length(PayloadId id) {
			throw new UnsupportedOperationException("Nothing is read");
		}

		@Override
		public void delete(PayloadId id) {
			throw new UnsupportedOperationException("Nothing was stored");
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			return 0;
		}

	}

	/**
	 * A file that takes so much and no more.
	 */
	private final class SmallFile extends PayloadWriter {

		private final PayloadId id = PayloadId.random();

		private long space;

		SmallFile(long space) {
			this.space = space;
		}

		@Override
		public PayloadId id() {
			return this.id;
		}

		@Override
		public long length() {
			return 0;
		}

		@Override
		public InputStream read() {
			return InputStream.nullInputStream();
		}

		@Override
		public void write(int b) throws IOException {
			if (this.space-- <= 0) {
				throw new IOException(FULL);
			}
		}

		@Override
		public void commit() throws IOException {
			throw new IOException(FULL);
		}

		@Override
		public void close() {
			FullDiskTests.this.closed++;
		}

	}

}
