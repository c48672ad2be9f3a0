package io.wxomedia.imageapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads a request whose pictures are larger than the memory of this process.
 */
public final class LargeSubmission {

	private LargeSubmission() {
	}

	/**
	 * Run it.
	 * @param arguments none
	 * @throws AssertionError if anything is read wrong
	 * @throws OutOfMemoryError if it is held
	 */
	public static void main(String[] arguments) {
		long moreThanTheHeap = Runtime.getRuntime().maxMemory() / 4 * 5;
		int each = Math.toIntExact(Math.min(moreThanTheHeap / 17, Integer.MAX_VALUE / 17) / 4 * 4);
		List<InputStream> body = new ArrayList<>();
		body.add(text("{\"prompt\":\"p\",\"mask_base64\":\""));
		body.add(new Letters(each));
		body.add(text("\",\"images_base64\":[\""));
		for (int i = 0; i < 15; i++) {
			body.add(new Letters(each));
			body.add(text((i < 14) ? "\",\"" : "\"],\"image_base64\":\""));
		}
		body.add(new Letters(each));
		body.add(text("\"}"));
		Counting payloads = new Counting();
		SubmissionReader reader = new SubmissionReader(payloads, each, Integer.MAX_VALUE);
		try (SubmittedEdit edit = reader.readImage(new SequenceInputStream(Collections.enumeration(body)), true)) {
			SubmittedPictures pictures = edit.requireImages();
			assertThat(pictures.all()).hasSize(17);
			assertThat(pictures.all())
				.allSatisfy((picture) -> assertThat(pictures.length(picture)).isEqualTo(each / 4 * 3));
			assertThat(pictures.picture(Role.IMAGE)).isNotNull();
			assertThat(payloads.written).isEqualTo(17L * (each / 4 * 3));
		}
	}

	private static InputStream text(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * So many letters.
	 */
	private static final class Letters extends InputStream {

		private int left;

		Letters(int count) {
			this.left = count;
		}

		@Override
		public int read() {
			return (this.left-- > 0) ? 'A' : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			int count = Math.min(length, this.left);
			if (count == 0) {
				return -1;
			}
			Arrays.fill(bytes, offset, offset + count, (byte) 'A');
			this.left -= count;
			return count;
		}

	}

	/**
	 * Counts what is written.
	 */
	private static final class Counting implements PayloadStore {

		private long written;

		@Override
		public PayloadWriter create() {
			return new PayloadWriter() {

				@Override
				public PayloadId id() {
					return PayloadId.random();
				}

				@Override
				public long length() {
					return Counting.this.written;
				}

				@Override
				public void write(int b) {
					Counting.this.written++;
				}

				@Override
				public void write(byte[] bytes, int offset, int length) {
					Counting.this.written += length;
				}

				@Override
				public InputStream read() {
					throw new UnsupportedOperationException();
				}

				@Override
				public void commit() {
					throw new UnsupportedOperationException();
				}

				@Override
				public void close() {
					// Nothing is held.
				}

			};
		}

		@Override
		public InputStream open(PayloadId id) throws IOException {
			throw new UnsupportedOperationException();
		}

		@Override
		public long length(PayloadId id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void delete(PayloadId id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			throw new UnsupportedOperationException();
		}

	}

}
