package io.wxomedia.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SseStream}.
 */
class SseStreamTests {

	private static final String HELLO = "retry: 3000\n\n";

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private final AtomicInteger left = new AtomicInteger();

	private final Client client = new Client();

	private final SseStream stream = new SseStream(new PlainSseFormat(), 0, () -> {
	}, this.nanos::get);

	@BeforeEach
	void countLeaving() {
		this.stream.whenGone(this.left::incrementAndGet);
	}

	@Test
	void endIsSentAndStreamLeavesOnceTheConnectionIsClosed() {
		begin();
		this.stream.take(List.of(event()));
		this.stream.end();
		assertThat(this.client.text).startsWith(HELLO + "id: 1\n");
		assertThat(this.client.finished).isTrue();
		assertThat(this.left.get()).isZero();
		this.stream.gone();
		assertThat(this.left.get()).isOne();
	}

	@Test
	void clientThatNeverTakesTheEndIsLetGo() {
		begin();
		this.stream.end();
		idle(15, 15, 15, 15);
		assertThat(this.client.closed).isFalse();
		idle(15);
		assertThat(this.client.closed).isTrue();
		assertThat(this.left.get()).isOne();
		assertThat(this.client.text).as("what follows the end").hasToString(HELLO);
	}

	@Test
	void clientThatTakesALittleNowAndThenHasNoLongerToLeave() {
		begin();
		this.client.room = 0;
		for (int i = 0; i < 10; i++) {
			this.stream.take(List.of(event()));
		}
		this.stream.end();
		for (int i = 0; i < 5; i++) {
			assertThat(this.left.get()).isZero();
			this.client.room = 1;
			this.stream.writable();
			idle(15);
		}
		assertThat(this.client.closed).isTrue();
		assertThat(this.left.get()).isOne();
	}

	@Test
	void streamWhoseRequestFailedAfterAllIsLetGo() {
		this.stream.start(this.client);
		this.stream.end();
		idle(15, 15, 15);
		assertThat(this.left.get()).isZero();
		idle(15);
		assertThat(this.left.get()).isOne();
	}

	@Test
	void clientThatTakesNothingIsLetGo() {
		begin();
		this.client.room = 0;
		this.stream.take(List.of(event()));
		idle(15, 15, 15);
		assertThat(this.left.get()).isZero();
		idle(15);
		assertThat(this.left.get()).isOne();
	}

	@Test
	void clientThatSendsNothingMoreIsShownLifeAtOnce() {
		begin();
		this.stream.quiet();
		assertThat(this.client.text).hasToString(HELLO + ": still here\n\n");
		this.client.broken = true;
		idle(15);
		assertThat(this.left.get()).isOne();
	}

	@Test
	void nothingIsShownAfterTheCredentialLapsed() {
		begin();
		this.client.room = 0;
		this.stream.take(List.of(event()));
		this.stream.revoked();
		this.client.room = 10;
		this.stream.writable();
		assertThat(this.client.text)
			.hasToString(HELLO + ": unauthorized: the credential of this stream works no more\n\n");
		assertThat(this.client.finished).isTrue();
		assertThat(this.stream.room()).isZero();
	}

	private void begin() {
		this.stream.start(this.client);
		this.stream.writable();
		assertThat(this.client.text).hasToString(HELLO);
	}

	private void idle(int... seconds) {
		for (int one : seconds) {
			this.nanos.addAndGet(Duration.ofSeconds(one).toNanos());
			this.stream.idle();
		}
	}

	private static Event event() {
		return new Event(1, UUID.randomUUID(), "alice", EventType.PROGRESS, Instant.EPOCH, "{}", false);
	}

	/**
	 * A connection that takes so many writings.
	 */
	private static final class Client implements StreamConnection {

		private final StringBuilder text = new StringBuilder();

		private int room = 1000;

		private boolean broken;

		private boolean finished;

		private boolean closed;

		@Override
		public boolean isReady() {
			return this.room > 0;
		}

		@Override
		public void write(byte[] bytes) throws IOException {
			if (this.broken || this.finished || this.closed) {
				throw new IOException("The client is gone");
			}
			this.room--;
			this.text.append(new String(bytes, StandardCharsets.UTF_8));
		}

		@Override
		public void flush() {
			// Nothing waits here.
		}

		@Override
		public void finish() {
			this.finished = true;
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
