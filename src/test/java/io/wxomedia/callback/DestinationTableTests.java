package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationHost;
import io.wxomedia.destination.DestinationVerdict;
import io.wxomedia.destination.DestinationVerdict.Outcome;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.HostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.exchange.FakeReceiver;
import io.wxomedia.exchange.OutgoingBody;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.web.Refusal;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One table for both times at which a destination is judged: when a job is submitted, and
 * when the connection is made. Nothing leaves this machine: sockets only note where they
 * were to connect to.
 */
class DestinationTableTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Map<Setting, Place> places = new EnumMap<>(Setting.class);

	static {
		for (Setting setting : Setting.values()) {
			places.put(setting, new Place(setting.rules(), false));
		}
	}

	@AfterAll
	static void close() {
		places.values().forEach(Place::close);
	}

	@ParameterizedTest
	@CsvFileSource(resources = "destinations.csv", delimiter = '|')
	void judgementIsTheSameAtSubmitAndAtConnect(String host, Judgement allow, Judgement deny, Judgement cloud) {
		assertJudged(host, Setting.ALLOW, allow);
		assertJudged(host, Setting.DEVELOPER, allow);
		assertJudged(host, Setting.DENY, deny);
		assertJudged(host, Setting.CLOUD, cloud);
	}

	private static void assertJudged(String host, Setting setting, Judgement judgement) {
		Place place = place(setting);
		assertJudged(place, "http://" + host + ":8080/cb", judgement, literal(host));
		InetAddress address = literal(host);
		if (address != null && judgement != Judgement.INVALID) {
			// And when a name means this address.
			place.answers = new InetAddress[] { address };
			assertJudged(place, "http://name.test:8080/cb", judgement, address);
			assertJudged(place, "https://NAME.test.:8080/cb", judgement, address);
		}
	}

	private static void assertJudged(Place place, String url, Judgement judgement, @Nullable InetAddress address) {
		assertThat(place.submit(url)).as(url + " at submit").isEqualTo(judgement);
		assertThat(place.connect(url)).as(url + " at connect").isEqualTo(judgement);
		if (judgement == Judgement.ALLOWED) {
			assertThat(place.connections).containsExactly(new InetSocketAddress(address, 8080));
		}
		else {
			assertThat(place.connections).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			10.0.0.1, 169.254.169.254, 8.8.8.8, [::1] | 8.8.8.8
			8.8.8.8, 10.0.0.1, [2606:4700::1]         | 8.8.8.8, [2606:4700::1]
			10.0.0.1, 169.254.169.254                 | ''
			""")
	void onlyTheAddressesThatAreAllowedAreTried(String answers, String tried) {
		Place place = place(Setting.DENY);
		place.answers = addresses(answers);
		String url = "http://name.test:8080/";
		List<InetSocketAddress> expected = new ArrayList<>();
		for (InetAddress address : addresses(tried)) {
			expected.add(new InetSocketAddress(address, 8080));
		}
		assertThat(place.submit(url)).isEqualTo(expected.isEmpty() ? Judgement.PRIVATE : Judgement.ALLOWED);
		place.connect(url);
		assertThat(place.connections).containsExactlyElementsOf(expected);
	}

	@Test
	void nameThatChangesItsMindIsJudgedAtTheConnectionAndConnectedToWhatWasJudged() {
		AtomicInteger lookups = new AtomicInteger();
		InetAddress[] answers = addresses("8.8.8.8, 8.8.4.4, 10.0.0.1");
		HostResolver fickle = (name) -> new InetAddress[] { answers[Math.min(lookups.getAndIncrement(), 2)] };
		try (Place place = new Place(Setting.DENY.rules(), false, fickle)) {
			String url = "http://fickle.test:8080/";
			assertThat(place.submit(url)).isEqualTo(Judgement.ALLOWED);
			assertThat(place.connect(url)).isEqualTo(Judgement.ALLOWED);
			assertThat(lookups).hasValue(2);
			assertThat(place.connections).containsExactly(new InetSocketAddress(answers[1], 8080));
			assertThat(place.connect(url)).isEqualTo(Judgement.PRIVATE);
			assertThat(lookups).hasValue(3);
			assertThat(place.connections).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://8.8.8.8:8080/         | HTTPS
			http://10.0.0.1:8080/        | HTTPS
			http://name.test:8080/       | HTTPS
			HTTP://name.test:8080/       | HTTPS
			http://wxo-server:4321/      | HTTPS
			http://wxo-server/           | HTTPS
			https://8.8.8.8:8080/        | ALLOWED
			https://name.test:8080/      | ALLOWED
			HTTPS://name.test:8080/      | ALLOWED
			https://10.0.0.1:8080/       | PRIVATE
			https://wxo-server:4321/     | PRIVATE
			https://169.254.169.254/     | NEVER
			""")
	void httpsIsRequiredAtSubmitAndAtConnectAlsoAfterTheRewrite(String url, Judgement judgement) {
		try (Place place = new Place(Setting.DENY.rules(), true)) {
			place.answers = addresses("8.8.8.8");
			assertThat(place.submit(url)).isEqualTo(judgement);
			assertThat(place.connect(url)).isEqualTo(judgement);
			assertThat(place.connections.isEmpty()).isEqualTo(judgement != Judgement.ALLOWED);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void redirectToForbiddenAddressIsNotFollowed(int status) throws IOException {
		AddressRules rules = new AddressRules(PrivateNetworks.DENY, true, AllowedHosts.valueOf("127.0.0.1"));
		try (FakeReceiver forbidden = new FakeReceiver(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2")),
				FakeReceiver::readRequest);
				FakeReceiver receiver = FakeReceiver
					.answering(status + " Elsewhere\nLocation: http://127.0.0.2:" + forbidden.port() + "/", "");
				DestinationGuard guard = new DestinationGuard(CallbackProperties.PURPOSE, rules, false,
						new FakeHostResolver());
				AttemptSender sender = new AttemptSender(guard, PATIENCE)) {
			URI elsewhere = URI.create("http://127.0.0.2:" + forbidden.port() + "/");
			assertThat(guard.check(elsewhere).outcome()).isEqualTo(Outcome.REFUSED);
			Attempt attempt = sender.send(URI.create("http://127.0.0.1:" + receiver.port() + "/"), Map.of(),
					new Empty());
			assertThat(attempt.error()).isEqualTo("redirect refused: HTTP " + status);
			assertThat(receiver.connections).hasValue(1);
			assertThat(forbidden.connections).hasValue(0);
		}
	}

	private static Place place(Setting setting) {
		Place place = places.get(setting);
		assertThat(place).isNotNull();
		return place;
	}

	private static InetAddress[] addresses(String text) {
		List<InetAddress> addresses = new ArrayList<>();
		for (String host : text.split(",\\s*")) {
			InetAddress address = host.isEmpty() ? null : literal(host);
			if (address != null) {
				addresses.add(address);
			}
		}
		return addresses.toArray(InetAddress[]::new);
	}

	private static @Nullable InetAddress literal(String host) {
		try {
			return DestinationHost.of(host).literal();
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * What is said about a destination.
	 */
	private enum Judgement {

		ALLOWED, PRIVATE, NEVER, HTTPS, INVALID;

		static Judgement ofReason(String reason) {
			if (reason.contains("must use https")) {
				return HTTPS;
			}
			if (reason.contains("No setting allows it")) {
				return NEVER;
			}
			return (reason.contains("is not a public address")) ? PRIVATE : INVALID;
		}

	}

	/**
	 * Where the service runs, and how it is set.
	 */
	private enum Setting {

		ALLOW, DEVELOPER, DENY, CLOUD;

		AddressRules rules() {
			PrivateNetworks networks = switch (this) {
				case ALLOW -> PrivateNetworks.ALLOW;
				case DENY -> PrivateNetworks.DENY;
				case DEVELOPER, CLOUD -> PrivateNetworks.AUTO;
			};
			return new AddressRules(networks, this == CLOUD, AllowedHosts.valueOf(""));
		}

	}

	/**
	 * A guard and a sender whose connections go nowhere.
	 */
	private static final class Place implements AutoCloseable {

		private static final String CONNECTED = "noted";

		final List<SocketAddress> connections = new CopyOnWriteArrayList<>();

		volatile InetAddress[] answers = {};

		private final TunnelRewrite rewrite = new TunnelRewrite(true, "127.0.0.1:14321");

		private final DestinationGuard guard;

		private final AttemptSender sender;

		Place(AddressRules rules, boolean requireHttps) {
			this(rules, requireHttps, null);
		}

		Place(AddressRules rules, boolean requireHttps, @Nullable HostResolver resolver) {
			this.guard = new DestinationGuard(CallbackProperties.PURPOSE, rules, requireHttps,
					(resolver != null) ? resolver : this::resolve, PATIENCE);
			this.sender = new AttemptSender(this.guard, PATIENCE) {

				@Override
				protected ConnectionInitiator connections() {
					return (endpoint, remote, local, timeout, attachment, callback) -> {
						Place.this.connections.add(remote);
						callback.failed(new ConnectException(CONNECTED));
						return new CompletableFuture<>();
					};
				}

			};
		}

		private InetAddress[] resolve(String name) throws UnknownHostException {
			assertThat(name).isEqualTo("name.test");
			return this.answers;
		}

		Judgement submit(String url) {
			URI uri;
			try {
				uri = CallbackUrl.parse(url).value();
			}
			catch (Refusal ex) {
				return Judgement.INVALID;
			}
			DestinationVerdict verdict = new AddressCheck(this.guard, this.rewrite).judge(uri);
			return (verdict.accepted()) ? Judgement.ALLOWED : Judgement.ofReason(String.valueOf(verdict.reason()));
		}

		/**
		 * What never gets past the door is judged once.
		 */
		Judgement connect(String url) {
			this.connections.clear();
			URI uri;
			try {
				uri = CallbackUrl.parse(url).value();
			}
			catch (Refusal ex) {
				return Judgement.INVALID;
			}
			Attempt attempt = this.sender.send(this.rewrite.apply(uri), Map.of(), new Empty());
			String error = String.valueOf(attempt.error());
			return (error.endsWith(CONNECTED)) ? Judgement.ALLOWED : Judgement.ofReason(error);
		}

		@Override
		public void close() {
			this.sender.close();
			this.guard.close();
		}

	}

	/**
	 * A body without anything.
	 */
	private static final class Empty implements OutgoingBody {

		@Override
		public long length() {
			return 0;
		}

		@Override
		public InputStream open() {
			return InputStream.nullInputStream();
		}

	}

}
