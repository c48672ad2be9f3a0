package io.wxomedia.exchange;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptConnections}.
 */
class AttemptConnectionsTests {

	@Test
	void connectAfterABreakdownStartsAnew() throws Exception {
		try (FakeReceiver receiver = FakeReceiver.answering("200 OK", "");
				AttemptConnections connections = new AttemptConnections()) {
			assertThat(connect(connections, receiver).isOpen()).isTrue();
			DefaultConnectingIOReactor reactor = (DefaultConnectingIOReactor) ReflectionTestUtils.getField(connections,
					"reactor");
			assertThat(reactor).isNotNull();
			reactor.close(CloseMode.IMMEDIATE);
			assertThat(connect(connections, receiver).isOpen()).isTrue();
		}
	}

	private static IOSession connect(AttemptConnections connections, FakeReceiver receiver) throws Exception {
		return connections
			.connect(new HttpHost("http", "127.0.0.1", receiver.port()),
					new InetSocketAddress("127.0.0.1", receiver.port()), null, Timeout.ofMinutes(1), null, null)
			.get(1, TimeUnit.MINUTES);
	}

}
