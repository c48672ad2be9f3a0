package io.wxomedia.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.HostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.destination.Purpose;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptSender} over TLS.
 */
@Timeout(60)
class AttemptSenderTlsTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofSeconds(1);

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static SSLContext receiverTls;

	@BeforeAll
	static void makeCertificate(@TempDir Path directory)
			throws IOException, InterruptedException, GeneralSecurityException {
		Path file = directory.resolve("receiver.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "receiver", "-keyalg", "EC", "-dname", "CN=receiver.test", "-ext",
				"san=dns:receiver.test", "-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore",
				file.toString())
			.redirectErrorStream(true)
			.start();
		assertThat(keytool.getInputStream().readAllBytes()).isNotNull();
		assertThat(keytool.waitFor()).isZero();
		receiverTls = context(file);
	}

	private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

	@Test
	void sendWhenCertificateIsTrustedDelivers() throws IOException {
		try (FakeReceiver receiver = receiver(FakeReceiver::readRequest,
				"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
			Attempt attempt = send(trusting(), LONG, receiver, "receiver.test", 5 << 20);
			assertThat(attempt).extracting(Attempt::error, Attempt::excerpt).containsExactly(null, "ok");
			assertThat(receiver.bodyLengths).containsExactly(5L << 20);
		}
	}

	@Test
	void sendWhenCertificateIsNotTrustedFails() throws IOException {
		try (FakeReceiver receiver = receiver(FakeReceiver::readRequest, "")) {
			Attempt attempt = send(DefaultClientTlsStrategy.createSystemDefault(), LONG, receiver, "receiver.test", 2);
			assertThat(attempt.error()).startsWith("SSLHandshakeException: ").contains("certification path");
			assertThat(attempt.trouble()).isEqualTo(Trouble.CERTIFICATE_REFUSED.word());
			assertThat(receiver.heads).isEmpty();
		}
	}

	@Test
	void sendWhenCertificateIsSomebodyElsesFails() throws IOException {
		try (FakeReceiver receiver = receiver(FakeReceiver::readRequest, "")) {
			Attempt attempt = send(trusting(), LONG, receiver, "other.test", 2);
			assertThat(attempt.error()).startsWith("SSL").contains("other.test");
			assertThat(attempt.trouble()).isEqualTo(Trouble.CERTIFICATE_REFUSED.word());
			assertThat(receiver.heads).isEmpty();
		}
	}

	@Test
	void sendWhenReceiverNeverReadsIsCutOff() throws IOException {
		try (FakeReceiver receiver = receiver((it, socket) -> {
			socket.getInputStream().read();
			it.stall();
		}, "")) {
			assertCutOff(Trouble.SEND_TIMED_OUT, send(trusting(), SHORT, receiver, "receiver.test", 50 << 20));
		}
	}

	@Test
	void sendWhenHandshakeHangsIsCutOff() throws IOException {
		try (FakeReceiver receiver = new FakeReceiver((it, socket) -> it.stall())) {
			assertCutOff(Trouble.TLS_TIMED_OUT, send(trusting(), SHORT, receiver, "receiver.test", 2));
		}
	}

	private static void assertCutOff(Trouble trouble, Attempt attempt) {
		assertThat(attempt.trouble()).isEqualTo(trouble.word());
		assertThat(attempt.error()).isEqualTo("timed out after 1 s");
		assertThat(attempt.duration()).isLessThan(SHORT.plusSeconds(20));
	}

	private static TlsStrategy trusting() {
		return new DefaultClientTlsStrategy(receiverTls);
	}

	private static FakeReceiver receiver(FakeReceiver.Behaviour behaviour, String answer) throws IOException {
		return new FakeReceiver(
				receiverTls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
				(receiver, socket) -> {
					behaviour.serve(receiver, socket);
					receiver.write(socket, answer);
				});
	}

	private static Attempt send(TlsStrategy tls, Duration timeout, FakeReceiver receiver, String host, int length) {
		HostResolver resolver = new FakeHostResolver().with(host, "127.0.0.1");
		AddressRules rules = new AddressRules(PrivateNetworks.ALLOW, false, AllowedHosts.valueOf(""));
		try (DestinationGuard guard = new DestinationGuard(new Purpose("Callbacks", "CALLBACK"), rules, true, resolver);
				AttemptSender sender = new AttemptSender(guard, tls, timeout, (headers, body) -> headers)) {
			URI url = URI.create("https://" + host + ":" + receiver.port() + "/");
			return sender.send(url, Map.of(), new OutgoingBody() {

				@Override
				public long length() {
					return length;
				}

				@Override
				public InputStream open() {
					return new Zeros(length);
				}

			});
		}
	}

}
