package io.wxomedia.callback;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.exchange.FakeReceiver;
import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbackRouteCheck}.
 */
@Timeout(60)
class CallbackRouteCheckTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(600);

	private final FakeHostResolver resolver = new FakeHostResolver().with("receiver.test", "127.0.0.1")
		.with("rebinding.test", "8.8.8.8")
		.with("rebinding.test", "127.0.0.1");

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "200, OK", "204, OK", "400, OK", "401, OK", "404, OK", "405, OK", "500, OK", "302, WARNING",
			"307, WARNING", "308, WARNING", "502, WARNING", "503, WARNING", "504, WARNING" })
	void anyAnswerMeansThatTheRouteWorks(int status, Level level) {
		FakeReceiver receiver = open(
				FakeReceiver.answering(status + " Whatever\nLocation: http://receiver.test:1/", ""));
		Finding line = check(PrivateNetworks.ALLOW, LONG,
				"http://receiver.test:" + receiver.port() + "/cb?token=s3cret&x");
		assertThat(line.level()).isEqualTo(level);
		assertThat(line.message()).startsWith(
				"http://receiver.test:" + receiver.port() + "/cb?token=***&*** answers HEAD with HTTP " + status);
		assertThat(receiver.heads).singleElement()
			.satisfies((head) -> assertThat(head).startsWith("HEAD /cb?token=s3cret&x HTTP/1.1\r\n"));
		assertThat(receiver.bodyLengths).containsExactly(0L);
		assertThat(receiver.connections).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://169.254.169.254/latest | DENY  | No setting allows it
			http://169.254.169.254/latest | ALLOW | No setting allows it
			http://receiver.test/cb       | DENY  | CALLBACK_PRIVATE_NETWORKS=allow
			http://[::1]:8000/            | DENY  | CALLBACK_PRIVATE_NETWORKS=allow
			ftp://receiver.test/          | ALLOW | must begin with http:// or https://
			nonsense                      | ALLOW | must begin with http:// or https://
			http://u:s3cret@receiver.test | ALLOW | must not hold a user name or password
			""")
	void addressThatASubmissionRefusesIsRefusedInTheSameWords(String url, PrivateNetworks networks, String reason) {
		Finding line = check(networks, LONG, url);
		assertThat(line.level()).isEqualTo(Level.PROBLEM);
		assertThat(line.message()).isEqualTo("A job with this callback address would be refused.");
		assertThat(line.mend()).contains(reason);
	}

	@Test
	void connectionIsGuardedToo() {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		Finding line = check(PrivateNetworks.DENY, LONG, "http://rebinding.test:" + receiver.port() + "/?k=s3cret");
		assertThat(line.level()).isEqualTo(Level.PROBLEM);
		assertThat(line.message())
			.startsWith("No callback would reach http://rebinding.test:" + receiver.port() + "/?k=***")
			.contains("it is not a public address");
		assertThat(receiver.connections).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://unknown.test/?k=s3cret", "http://receiver.test:1/?k=s3cret" })
	void addressThatNobodyAnswersIsAProblem(String url) {
		Finding line = check(PrivateNetworks.ALLOW, LONG, url);
		assertThat(line.level()).isEqualTo(Level.PROBLEM);
		assertThat(line.message()).startsWith("No callback would reach " + url.replace("s3cret", "***"));
	}

	@Test
	void receiverThatKeepsSilentIsAProblem() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> it.stall()));
		assertThat(check(PrivateNetworks.ALLOW, SHORT, "http://receiver.test:" + receiver.port() + "/").message())
			.endsWith(": timed out after 0.6 s.");
	}

	@Test
	void certificateOfTheReceiverIsChecked() {
		FakeReceiver receiver = open(new FakeReceiver((it, socket) -> it.write(socket, "no TLS here\r\n\r\n")));
		assertThat(check(PrivateNetworks.ALLOW, LONG, "https://receiver.test:" + receiver.port() + "/").message())
			.contains("SSL");
	}

	@Test
	void rewriteIsToldAndFollowed() throws IOException {
		FakeReceiver receiver = open(FakeReceiver.answering("200 OK", ""));
		DestinationGuard guard = guard(PrivateNetworks.ALLOW);
		Finding line = run(guard, new TunnelRewrite(true, "127.0.0.1:" + receiver.port()), LONG,
				"http://wxo-server:4321/resume?key=s3cret");
		assertThat(line.level()).isEqualTo(Level.OK);
		assertThat(line.message())
			.startsWith("http://wxo-server:4321/resume?key=*** (by way of 127.0.0.1:" + receiver.port() + ") answers");
	}

	private Finding check(PrivateNetworks networks, Duration timeout, String url) {
		return run(guard(networks), new TunnelRewrite(false, "unused"), timeout, url);
	}

	private DestinationGuard guard(PrivateNetworks networks) {
		return open(new DestinationGuard(CallbackProperties.PURPOSE,
				new AddressRules(networks, false, AllowedHosts.valueOf("")), false, this.resolver));
	}

	private Finding run(DestinationGuard guard, TunnelRewrite rewrite, Duration timeout, String url) {
		AttemptSender sender = new AttemptSender(guard, timeout);
		Findings findings = new Findings("callback", Clock.systemUTC());
		open(new CallbackRouteCheck(new AddressCheck(guard, rewrite), rewrite, sender)).run(url, findings);
		assertThat(findings.lines()).hasSize(1);
		Finding line = findings.lines().get(0);
		assertThat(line.toString()).doesNotContain("s3cret");
		return line;
	}

	private <T extends AutoCloseable> T open(T resource) {
		this.resources.add(resource);
		return resource;
	}

}
