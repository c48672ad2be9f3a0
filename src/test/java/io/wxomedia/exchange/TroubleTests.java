package io.wxomedia.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.wxomedia.destination.DestinationRefused;
import io.wxomedia.destination.DestinationRefused.Why;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Trouble}.
 */
class TroubleTests {

	@ParameterizedTest
	@MethodSource
	void failureIsOfItsKind(Exception failure, Trouble trouble) {
		assertThat(Trouble.of(failure)).isEqualTo(trouble);
	}

	static Stream<Arguments> failureIsOfItsKind() {
		UnknownHostException crowded = new UnknownHostException("too many lookups hang");
		crowded.initCause(new RejectedExecutionException());
		SSLHandshakeException untrusted = new SSLHandshakeException("PKIX path building failed");
		untrusted.initCause(new CertificateException("unable to find valid certification path"));
		return Stream.of(Arguments.of(new UnknownHostException("a.test"), Trouble.NAME_UNKNOWN),
				Arguments.of(crowded, Trouble.LOOKUP_TIMED_OUT),
				Arguments.of(new ConnectException("Connection refused"), Trouble.CONNECTION_REFUSED),
				Arguments.of(new ConnectException("Connection timed out"), Trouble.CONNECT_TIMED_OUT),
				Arguments.of(new SocketTimeoutException("3 s"), Trouble.CONNECT_TIMED_OUT),
				Arguments.of(new ConnectException("Network is unreachable"), Trouble.UNREACHABLE),
				Arguments.of(new SocketException("Network is unreachable"), Trouble.UNREACHABLE),
				Arguments.of(new NoRouteToHostException("No route to host"), Trouble.UNREACHABLE),
				Arguments.of(untrusted, Trouble.CERTIFICATE_REFUSED),
				Arguments.of(new SSLPeerUnverifiedException("other.test"), Trouble.CERTIFICATE_REFUSED),
				Arguments.of(new SSLHandshakeException("no cipher suites in common"), Trouble.TLS_FAILED),
				Arguments.of(new SSLException("Unsupported or unrecognized SSL message"), Trouble.TLS_FAILED),
				Arguments.of(new SocketException("Connection reset"), Trouble.CONNECTION_LOST),
				Arguments.of(new IOException("Connection reset by peer"), Trouble.CONNECTION_LOST),
				Arguments.of(new EOFException(), Trouble.CONNECTION_LOST),
				Arguments.of(new ClosedChannelException(), Trouble.CONNECTION_LOST),
				Arguments.of(new ConnectionClosedException("closed"), Trouble.CONNECTION_LOST),
				Arguments.of(new NoHttpResponseException("failed to respond"), Trouble.CONNECTION_LOST),
				Arguments.of(new ProtocolException("Invalid status line"), Trouble.NOT_HTTP),
				Arguments.of(new MessageConstraintException("Maximum header count exceeded"), Trouble.NOT_HTTP),
				Arguments.of(new IOException("The handshake was cancelled"), Trouble.OTHER),
				Arguments.of(new IllegalStateException(), Trouble.OTHER));
	}

	@ParameterizedTest
	@EnumSource
	void refusalHasAKindOfItsOwn(Why why) {
		Trouble trouble = Trouble.of(new DestinationRefused(why, "no"));
		assertThat(trouble).isNotEqualTo(Trouble.NAME_UNKNOWN).isNotEqualTo(Trouble.OTHER);
		assertThat(Stream.of(Why.values()).map((each) -> Trouble.of(new DestinationRefused(each, "no"))))
			.doesNotHaveDuplicates();
	}

}
