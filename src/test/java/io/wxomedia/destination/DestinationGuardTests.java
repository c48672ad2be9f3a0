package io.wxomedia.destination;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.wxomedia.destination.DestinationVerdict.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DestinationGuard}.
 */
@Timeout(20)
class DestinationGuardTests {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final FakeHostResolver resolver = new FakeHostResolver().with("public.test", "8.8.8.8")
		.with("private.test", "10.0.0.1")
		.with("metadata.test", "169.254.169.254")
		.with("mixed.test", "10.0.0.1", "8.8.8.8", "[::1]", "[2606:4700::1]")
		.with("rebinding.test", "8.8.8.8")
		.with("rebinding.test", "127.0.0.1");

	private DestinationGuard guard = guard(PrivateNetworks.DENY, "", false);

	@AfterEach
	void close() {
		this.guard.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://public.test/cb?x=1", "https://8.8.8.8:8443", "http://mixed.test",
			"http://unknown.test/", "http://hanging.test/", "http://[2606:4700::1]/" })
	void checkWhenNothingSpeaksAgainstUrlAccepts(URI url) {
		assertThat(this.guard.check(url)).isEqualTo(DestinationVerdict.ACCEPTED);
		assertThat(this.guard.check(url).accepted()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					http://private.test/cb      | private.test (10.0.0.1)  | CALLBACK_PRIVATE_NETWORKS=allow or CALLBACK_ALLOWED_HOSTS=private.test
					http://PRIVATE.test./cb     | private.test (10.0.0.1)  | CALLBACK_ALLOWED_HOSTS=private.test
					http://10.0.0.1:8080        | to 10.0.0.1 are          | CALLBACK_PRIVATE_NETWORKS=allow or CALLBACK_ALLOWED_HOSTS=10.0.0.1
					http://2130706433/          | to 127.0.0.1 are         | CALLBACK_PRIVATE_NETWORKS=allow
					http://0177.1/              | to 127.0.0.1 are         | CALLBACK_PRIVATE_NETWORKS=allow
					http://[::1]:8080/          | to ::1 are               | CALLBACK_ALLOWED_HOSTS=::1
					http://[::ffff:10.0.0.1]/   | to 10.0.0.1 are          | CALLBACK_ALLOWED_HOSTS=10.0.0.1
					http://metadata.test/       | metadata.test (169.254.169.254) | No setting allows it
					http://169.254.169.254/     | to 169.254.169.254 are   | No setting allows it
					http://[64:ff9b::a9fe:a9fe] | to 64:ff9b::a9fe:a9fe    | No setting allows it
					""")
	void checkWhenAddressIsNotAllowedNamesHostAddressAndSetting(URI url, String where, String setting) {
		DestinationVerdict verdict = this.guard.check(url);
		assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(verdict.accepted()).isFalse();
		assertThat(verdict.reason()).contains(where, setting);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://public.test/", "/cb", "http:///cb", "http://me:pw@public.test/",
			"http://me@host:4321/", "http://1.2.3.4.5/" })
	void checkWhenNoRequestCanGoThereIsInvalid(URI url) {
		DestinationVerdict verdict = this.guard.check(url);
		assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
		assertThat(verdict.reason()).isNotBlank().doesNotContain("pw");
	}

	@Test
	void checkWhenListIsSetNamesTheListInTheRefusal() {
		this.guard = guard(PrivateNetworks.ALLOW, "private.test", false);
		assertThat(this.guard.check(URI.create("http://private.test")).accepted()).isTrue();
		assertThat(this.guard.check(URI.create("http://public.test")).reason())
			.contains("public.test (8.8.8.8)", "Adding public.test to CALLBACK_ALLOWED_HOSTS")
			.doesNotContain("PRIVATE_NETWORKS");
	}

	@Test
	void checkWhenHttpsIsRequiredRefusesHttp() {
		this.guard = guard(PrivateNetworks.DENY, "", true);
		DestinationVerdict verdict = this.guard.check(URI.create("http://public.test/"));
		assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(verdict.reason()).contains("public.test", "https", "CALLBACK_REQUIRE_HTTPS=false");
		assertThat(this.guard.check(URI.create("https://public.test/")).accepted()).isTrue();
		assertThatExceptionOfType(DestinationRefused.class)
			.isThrownBy(() -> this.guard.destination(URI.create("http://public.test/")));
	}

	@Test
	void checkWhenManyLookupsHangStillAccepts() {
		DestinationGuard impatient = guard(PrivateNetworks.DENY, "", false, Duration.ofMillis(50));
		for (int i = 0; i < 40; i++) {
			assertThat(impatient.check(URI.create("http://hanging" + i + ".test")).accepted()).isTrue();
		}
	}

	@Test
	void admitReturnsAllowedAddressesOnly() throws UnknownHostException {
		assertThat(admit("mixed.test")).extracting(InetAddress::getHostAddress)
			.containsExactly("8.8.8.8", "2606:4700:0:0:0:0:0:1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "private.test", "10.0.0.1", "::1", "[::1]", "metadata.test", "0x7f.1" })
	void admitWhenNothingIsAllowedThrowsWithTheSameMessage(String host) {
		String url = "http://" + ((host.equals("::1")) ? "[::1]" : host);
		assertThatExceptionOfType(DestinationRefused.class).isThrownBy(() -> admit(host))
			.withMessage(this.guard.check(URI.create(url)).reason());
	}

	@Test
	void admitWhenNameMeansAnotherAddressThanAtSubmitRefuses() {
		assertThat(this.guard.check(URI.create("http://rebinding.test/")).accepted()).isTrue();
		assertThatExceptionOfType(DestinationRefused.class).isThrownBy(() -> admit("rebinding.test"))
			.withMessageContaining("rebinding.test (127.0.0.1)");
	}

	@Test
	void admitWhenNameDoesNotResolveThrows() {
		assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> admit("unknown.test"))
			.withMessageContaining("unknown.test")
			.isNotInstanceOf(DestinationRefused.class);
	}

	@Test
	void admitWhenStrangeNamesHangIsNotHeldUpForNamesThatWereFound() throws UnknownHostException {
		assertThat(this.guard.check(URI.create("http://public.test/")).accepted()).isTrue();
		List<CompletableFuture<InetAddress[]>> strangers = IntStream.range(0, 500)
			.mapToObj((i) -> this.guard.admit(DestinationHost.of("hanging" + i + ".test")))
			.toList();
		assertThat(admit("public.test")).isNotEmpty();
		assertThat(strangers).noneMatch(CompletableFuture::isDone);
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("callback-lookup-"))
			.hasSizeLessThanOrEqualTo(116);
	}

	@Test
	void checkWhenThreadIsInterruptedKeepsTheInterrupt() {
		Thread.currentThread().interrupt();
		assertThat(this.guard.check(URI.create("http://hanging.test/")).accepted()).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void destinationWhenNoRequestCanGoThereThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.guard.destination(URI.create("ftp://host")));
	}

	@Test
	void refusalsAreInTheWordsOfThePurpose() {
		AddressRules rules = new AddressRules(PrivateNetworks.DENY, false, AllowedHosts.valueOf(""));
		try (DestinationGuard downloads = new DestinationGuard(new Purpose("Downloads", "DOWNLOAD"), rules, true,
				this.resolver)) {
			assertThat(downloads.check(URI.create("https://private.test/")).reason()).isEqualTo(
					"Downloads to private.test (10.0.0.1) are refused: it is not a public address. DOWNLOAD_PRIVATE_NETWORKS=allow"
							+ " or DOWNLOAD_ALLOWED_HOSTS=private.test would allow it.");
			assertThat(downloads.check(URI.create("http://public.test/")).reason())
				.isEqualTo("Downloads to public.test must use https. DOWNLOAD_REQUIRE_HTTPS=false would allow http.");
		}
	}

	private InetAddress[] admit(String host) throws UnknownHostException {
		try {
			return this.guard.admit(DestinationHost.of(host)).get(1, TimeUnit.MINUTES);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UnknownHostException unknown) {
				throw unknown;
			}
			throw new AssertionError(ex);
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	private DestinationGuard guard(PrivateNetworks privateNetworks, String allowedHosts, boolean requireHttps) {
		return guard(privateNetworks, allowedHosts, requireHttps, PATIENCE);
	}

	private DestinationGuard guard(PrivateNetworks privateNetworks, String allowedHosts, boolean requireHttps,
			Duration patience) {
		AddressRules rules = new AddressRules(privateNetworks, false, AllowedHosts.valueOf(allowedHosts));
		return new DestinationGuard(new Purpose("Callbacks", "CALLBACK"), rules, requireHttps, this.resolver, patience);
	}

}
