package io.wxomedia.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.wxomedia.event.StreamConnection;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.RawConnection;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandedOverConnection} and {@link UpgradedConnections} on the server
 * itself, which holds on to a connection that is let go of at a bad moment.
 */
@SuppressWarnings("NullAway.Init")
class HandedOverConnectionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String HEAD = "GET /stream HTTP/1.1\nHost: localhost\n";

	private final Tomcat tomcat = new Tomcat();

	private final ExecutorService others = Executors.newFixedThreadPool(4);

	private final Queue<Stream> streams = new ConcurrentLinkedQueue<>();

	private final AtomicInteger gone = new AtomicInteger();

	/**
	 * What is done, on a thread of its own, once a stream can be written.
	 */
	private volatile Consumer<Stream> work = Stream::finish;

	@TempDir
	Path folder;

	private DoorProtocol protocol;

	@BeforeEach
	void startServer() throws LifecycleException {
		this.tomcat.setBaseDir(this.folder.toString());
		Connector connector = new Connector(DoorProtocol.class.getName());
		connector.setPort(0);
		this.tomcat.setConnector(connector);
		Context context = this.tomcat.addContext("", null);
		Tomcat.addServlet(context, "stream", new Streams());
		context.addServletMappingDecoded("/stream", "stream");
		this.tomcat.start();
		this.protocol = (DoorProtocol) connector.getProtocolHandler();
	}

	@AfterEach
	void stopServer() throws LifecycleException {
		this.others.shutdownNow();
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void nothingIsLeftOfStreamsThatEndAtAnyMoment(boolean byReset) throws Exception {
		int count = 300;
		for (int i = 0; i < count; i++) {
			// From the moment on at which the server hands over: it is still busy with
			// it.
			long later = i * 1000L;
			this.work = (stream) -> {
				spin(later);
				stream.say("retry: 3000\n\n");
				stream.finish();
			};
			try (Socket client = new Socket("127.0.0.1", port())) {
				client.getOutputStream().write((HEAD + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
				if (byReset) {
					spin(later * 4);
					client.setSoLinger(true, 0);
				}
				else {
					assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
						.endsWith("\r\n0\r\n\r\n");
				}
			}
		}
		assertNothingIsLeft(byReset ? 1 : count);
	}

	@Test
	void nothingIsLeftOfStreamsThatAreClosedTwiceWhileTheClientTalks() throws Exception {
		int count = 100;
		for (int i = 0; i < count; i++) {
			long later = i * 2000L;
			this.work = (stream) -> {
				spin(later);
				stream.close();
				stream.close();
			};
			try (Socket client = new Socket("127.0.0.1", port())) {
				client.getOutputStream().write((HEAD + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
				for (int j = 0; j < 20; j++) {
					client.getOutputStream().write('x');
				}
				drain(client.getInputStream());
			}
			catch (IOException ex) {
				// Closed by the other side, as it should be.
			}
		}
		assertNothingIsLeft(count);
	}

	@Test
	void whoSendsNothingMoreIsStillAReader() throws Exception {
		CountDownLatch mayGoOn = new CountDownLatch(1);
		this.work = (stream) -> {
			await(stream.quiet);
			stream.say("data: 1\n\n");
			await(mayGoOn);
			stream.say("data: 2\n\n");
			stream.finish();
		};
		try (RawConnection client = RawConnection.to(port())) {
			client.send(HEAD + "\n").endOfInput();
			client.readHead(PATIENCE);
			mayGoOn.countDown();
			assertThat(client.readAll(PATIENCE)).contains("data: 1\n\n", "data: 2\n\n").endsWith("\r\n0\r\n\r\n");
		}
		assertNothingIsLeft(1);
	}

	@Test
	void readerWhoSendsNothingMoreCostsNothingMeanwhile() throws Exception {
		CountDownLatch mayGoOn = new CountDownLatch(1);
		this.work = (stream) -> {
			await(mayGoOn);
			stream.finish();
		};
		try (RawConnection client = RawConnection.to(port())) {
			client.send(HEAD + "\n").endOfInput();
			client.readHead(PATIENCE);
			await(this.streams.element().quiet);
			Eventually.within(PATIENCE, () -> assertThat(executor().getActiveCount()).isZero());
			// An end of input that is looked at again and again keeps a thread busy.
			long before = executor().getCompletedTaskCount();
			TimeUnit.MILLISECONDS.sleep(300);
			assertThat(executor().getCompletedTaskCount() - before).isLessThanOrEqualTo(2);
			mayGoOn.countDown();
			assertThat(client.readAll(PATIENCE)).isEqualTo("0\r\n\r\n");
		}
		assertNothingIsLeft(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 10\n\n", "Content-Length: 10\nExpect: 100-continue\n\n",
			"Content-Length: 10\n\n01234", "Content-Length: 10\nExpect: 100-continue\n\n0123456789",
			"Transfer-Encoding: chunked\n\n", "Transfer-Encoding: chunked\nExpect: 100-continue\n\n",
			"Transfer-Encoding: chunked\n\n5\n01234\n0\n\n", "Connection: close\n\n",
			"\nGET /stream HTTP/1.1\nHost: localhost\n\nGET /stream HTTP/1.1\nHost: localhost\n\n" })
	void bodyThatNobodyNeedsIsNotWaitedFor(String rest) throws Exception {
		CountDownLatch mayGoOn = new CountDownLatch(1);
		this.work = (stream) -> {
			await(mayGoOn);
			stream.say("data: 1\n\n");
			stream.finish();
		};
		try (RawConnection client = RawConnection.to(port())) {
			client.send(HEAD + rest);
			assertThat(client.readHead(PATIENCE)).startsWith("HTTP/1.1 200").contains("Transfer-Encoding: chunked");
			Eventually.within(PATIENCE, () -> {
				assertThat(this.streams).hasSize(1);
				assertThat(executor().getActiveCount()).isZero();
			});
			mayGoOn.countDown();
			assertThat(client.readAll(PATIENCE)).isEqualTo("9\r\ndata: 1\n\n\r\n0\r\n\r\n");
		}
		assertNothingIsLeft(1);
	}

	@Test
	void earlierProtocolIsAnsweredToTheEndOfTheConnection() throws Exception {
		this.work = (stream) -> {
			stream.say("data: 1\n\n");
			stream.finish();
		};
		try (RawConnection client = RawConnection.to(port())) {
			client.send("GET /stream HTTP/1.0\n\n");
			assertThat(client.readHead(PATIENCE)).startsWith("HTTP/1.1 200").doesNotContain("chunked");
			assertThat(client.readAll(PATIENCE)).isEqualTo("data: 1\n\n");
		}
		assertNothingIsLeft(1);
	}

	@Test
	void whoSendsWithoutEndIsKeptWaitingAndServed() throws Exception {
		AtomicLong sent = new AtomicLong();
		CountDownLatch mayGoOn = new CountDownLatch(1);
		this.work = (stream) -> {
			await(stream.quiet);
			stream.say("data: 1\r\n\r\n");
			await(mayGoOn);
			stream.close();
		};
		try (RawConnection client = RawConnection.to(port())) {
			client.send(HEAD + "\n");
			client.readHead(PATIENCE);
			this.others.execute(() -> sendWithoutEnd(client, sent));
			assertThat(client.readHead(PATIENCE)).contains("data: 1");
			// What is not read fills the buffers of the two systems, and that is all.
			assertThat(sent.get()).isLessThan(64L * 1024 * 1024);
			mayGoOn.countDown();
			assertNothingIsLeft(1);
		}
	}

	private static void sendWithoutEnd(RawConnection client, AtomicLong sent) {
		byte[] much = new byte[64 * 1024];
		try {
			while (true) {
				client.send(much);
				sent.addAndGet(much.length);
			}
		}
		catch (IOException ex) {
			// Closed by the test.
		}
	}

	private void assertNothingIsLeft(int least) {
		Eventually.within(PATIENCE, () -> {
			assertThat(this.streams).as("streams").hasSizeGreaterThanOrEqualTo(least);
			assertThat(this.gone.get()).as("streams that were told").isEqualTo(this.streams.size());
			assertThat(this.protocol.getConnectionCount()).as("connections").isLessThanOrEqualTo(1);
			assertThat(this.protocol.getWaitingProcessorCount()).as("processors that wait").isZero();
		});
	}

	private ThreadPoolExecutor executor() {
		return (ThreadPoolExecutor) this.protocol.getExecutor();
	}

	private int port() {
		return this.tomcat.getConnector().getLocalPort();
	}

	private static void spin(long nanos) {
		long end = System.nanoTime() + nanos;
		while (System.nanoTime() < end) {
			Thread.onSpinWait();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void drain(InputStream in) throws IOException {
		in.transferTo(OutputStream.nullOutputStream());
	}

	/**
	 * Hands each request's connection over.
	 */
	@SuppressWarnings("serial")
	private final class Streams extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			Stream stream = new Stream();
			HandedOverConnectionTests.this.streams.add(stream);
			response.setContentType("text/event-stream");
			try {
				stream.connection = new UpgradedConnections().takeOver(request, response, stream);
			}
			catch (IOException ex) {
				stream.gone();
				throw ex;
			}
		}

	}

	/**
	 * One stream, written by a thread that is none of the server's.
	 */
	private final class Stream implements StreamConnection.Listener {

		private final CountDownLatch quiet = new CountDownLatch(1);

		private final CountDownLatch ended = new CountDownLatch(1);

		private volatile StreamConnection connection;

		@Override
		public void writable() {
			Consumer<Stream> todo = HandedOverConnectionTests.this.work;
			HandedOverConnectionTests.this.others.execute(() -> todo.accept(this));
		}

		@Override
		public void quiet() {
			this.quiet.countDown();
		}

		@Override
		public void gone() {
			if (this.ended.getCount() > 0) {
				this.ended.countDown();
				HandedOverConnectionTests.this.gone.incrementAndGet();
			}
		}

		void say(String text) {
			try {
				if (this.connection.isReady()) {
					this.connection.write(text.getBytes(StandardCharsets.US_ASCII));
					this.connection.flush();
				}
			}
			catch (IOException ex) {
				close();
			}
		}

		void finish() {
			this.connection.finish();
		}

		void close() {
			this.connection.close();
		}

	}

}
