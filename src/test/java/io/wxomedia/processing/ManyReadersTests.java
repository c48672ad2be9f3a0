package io.wxomedia.processing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.wxomedia.event.EventLog;
import io.wxomedia.event.EventType;
import io.wxomedia.event.NewEvent;
import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand readers of live events on one instance: no thread each, bounded memory, and
 * how late an event is. And one that stops reading.
 */
@Tag("long")
@SuppressWarnings("NullAway.Init")
class ManyReadersTests extends ProcessingService {

	private static final int MANY = 1000;

	private static final int EVENTS = 200;

	/**
	 * Nearly all of it are the two buffers of the socket.
	 */
	private static final long MOST_HEAP_EACH = 30 * 1024;

	private final UUID job = UUID.randomUUID();

	@Autowired
	private ServletWebServerApplicationContext context;

	@Autowired
	private EventLog log;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private TransactionTemplate transactions;

	@BeforeEach
	void createJob() {
		this.jdbc.sql("""
				insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, finished_at)
				values (:id, 'batch', 'finished', 'completed', false, 'anonymous', '{}', 0, 0, 0, 0, 0, 0, 0, 0, :now,
					:now)
				""").param("id", this.job).param("now", OffsetDateTime.now()).update();
	}

	@AfterEach
	void removeJob() {
		this.jdbc.sql("delete from job where id = :id").param("id", this.job).update();
	}

	@Test
	void thousandReadersTakeNoThreadEachAndBoundedMemory() throws IOException {
		measure(1);
		long before = heap();
		try (Readers readers = new Readers(this.port, MANY)) {
			readers.awaitHello();
			long each = (heap() - before) / MANY;
			Eventually.within(PATIENCE, () -> assertThat(server().getActiveCount()).isLessThanOrEqualTo(3));
			System.out.printf("SSE with %d readers: %d bytes of heap each, %d threads of the server at work%n", MANY,
					each, server().getActiveCount());
			measure(readers);
			assertThat(each).isLessThan(MOST_HEAP_EACH);
		}
	}

	@Test
	void readerThatStopsReadingIsLetGoAndHoldsNobodyUp() throws IOException {
		append(0, 1);
		try (SocketChannel stalled = open(4096);
				EventStream lively = EventStream.open(this.port, "/jobs/" + this.job + "/events")) {
			int all = 1;
			for (int i = 0; i < 40; i++) {
				append(all, 300);
				all += 300;
			}
			int written = all;
			Eventually.within(PATIENCE, () -> assertThat(lively.messages().size()).isEqualTo(written));
			// It is told how soon to come back, and from where it can go on.
			List<String> text = readToTheEnd(stalled);
			assertThat(text.get(0)).contains("retry: 3000");
			long last = text.stream()
				.flatMap(String::lines)
				.filter((line) -> line.matches("id: \\d+"))
				.mapToLong((line) -> Long.parseLong(line.substring(4)))
				.max()
				.orElseThrow();
			long missing = lively.messages().stream().filter((message) -> message.seq() > last).count();
			assertThat(missing).isPositive();
			try (EventStream back = EventStream.open(this.port, "/jobs/" + this.job + "/events", "Last-Event-ID",
					Long.toString(last))) {
				Eventually.within(PATIENCE, () -> assertThat(back.messages().size()).isEqualTo((int) missing));
			}
		}
	}

	/**
	 * Read nothing for as long as the service waits for a reader, then what is there.
	 */
	private static List<String> readToTheEnd(SocketChannel channel) throws IOException {
		pause(75);
		StringBuilder all = new StringBuilder();
		ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
		channel.configureBlocking(true);
		try {
			while (channel.read(buffer.clear()) >= 0) {
				all.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
			}
		}
		catch (IOException ex) {
			// Cut off, with what the system had taken.
		}
		return List.of(all.toString());
	}

	private static void pause(int seconds) {
		try {
			TimeUnit.SECONDS.sleep(seconds);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void measure(int count) throws IOException {
		try (Readers readers = new Readers(this.port, count)) {
			readers.awaitHello();
			measure(readers);
		}
	}

	/**
	 * Print how long events take from just before their commit to each reader.
	 */
	private void measure(Readers readers) throws IOException {
		List<Long> nanos = new ArrayList<>();
		for (int i = 0; i < EVENTS; i++) {
			long begun = append(i, 1);
			readers.awaitEvent(begun, nanos);
		}
		Collections.sort(nanos);
		System.out.printf("SSE from commit to reader, %d readers, %d events: p50 %.1f ms, p99 %.1f ms%n",
				readers.count(), EVENTS, millis(nanos, 0.5), millis(nanos, 0.99));
	}

	private static double millis(List<Long> sorted, double share) {
		return sorted.get((int) (share * (sorted.size() - 1))) / 1_000_000.0;
	}

	private long append(int from, int count) {
		NewEvent[] events = new NewEvent[count];
		for (int i = 0; i < count; i++) {
			events[i] = new NewEvent(this.job, "anonymous", EventType.PROGRESS,
					Map.of("number", from + i, "phase", "x".repeat(1000)));
		}
		return this.transactions.execute((status) -> {
			this.log.append(events);
			return System.nanoTime();
		});
	}

	private SocketChannel open(int receiveBuffer) throws IOException {
		return Readers.open(this.port, "/jobs/" + this.job + "/events", receiveBuffer);
	}

	private ThreadPoolExecutor server() {
		TomcatWebServer server = (TomcatWebServer) Objects.requireNonNull(this.context.getWebServer());
		return (ThreadPoolExecutor) server.getTomcat().getConnector().getProtocolHandler().getExecutor();
	}

	/**
	 * What is in use after garbage was collected; the least of several times.
	 */
	private static long heap() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return least;
	}

	/**
	 * Readers of all events on one thread, which only count what comes.
	 */
	private static final class Readers implements AutoCloseable {

		private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);

		private static final byte[] HELLO = "retry: ".getBytes(StandardCharsets.US_ASCII);

		private final Selector selector = Selector.open();

		private final List<SocketChannel> channels = new ArrayList<>();

		private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

		Readers(int port, int count) throws IOException {
			for (int i = 0; i < count; i++) {
				SocketChannel channel = open(port, "/events", 8192);
				channel.configureBlocking(false);
				channel.register(this.selector, SelectionKey.OP_READ, new Search());
				this.channels.add(channel);
			}
		}

		static SocketChannel open(int port, String path, int receiveBuffer) throws IOException {
			SocketChannel channel = SocketChannel.open();
			channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			channel.write(ByteBuffer
				.wrap(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
			return channel;
		}

		int count() {
			return this.channels.size();
		}

		void awaitHello() throws IOException {
			await(HELLO, 0, new ArrayList<>());
		}

		void awaitEvent(long begun, List<Long> nanos) throws IOException {
			await(EVENT, begun, nanos);
		}

		private void await(byte[] text, long begun, List<Long> nanos) throws IOException {
			long end = System.nanoTime() + PATIENCE.toNanos();
			int missing = count();
			while (missing > 0) {
				assertThat(System.nanoTime()).as("%d readers wait", missing).isLessThan(end);
				this.selector.select(1000);
				for (SelectionKey key : this.selector.selectedKeys()) {
					int read = ((SocketChannel) key.channel()).read(this.buffer.clear());
					assertThat(read).as("an open stream").isNotNegative();
					if (((Search) key.attachment()).finds(text, this.buffer.flip())) {
						nanos.add(System.nanoTime() - begun);
						missing--;
					}
				}
				this.selector.selectedKeys().clear();
			}
		}

		@Override
		public void close() throws IOException {
			for (SocketChannel channel : this.channels) {
				channel.close();
			}
			this.selector.close();
		}

	}

	/**
	 * Looks for a text that may come in pieces.
	 */
	private static final class Search {

		private int matched;

		boolean finds(byte[] text, ByteBuffer bytes) {
			boolean found = false;
			while (bytes.hasRemaining()) {
				byte next = bytes.get();
				this.matched = (next == text[this.matched]) ? this.matched + 1 : (next == text[0]) ? 1 : 0;
				if (this.matched == text.length) {
					this.matched = 0;
					found = true;
				}
			}
			return found;
		}

	}

}
