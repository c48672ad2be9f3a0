package io.wxomedia.callback;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.Destination;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.DestinationHost;
import io.wxomedia.destination.DestinationVerdict;
import io.wxomedia.destination.DestinationVerdict.Outcome;
import io.wxomedia.destination.MaskedUrl;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.testing.FuzzTests;
import io.wxomedia.web.Refusal;
import org.apache.hc.core5.net.URIAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes the way from {@code callbackUrl} to the verdict and to the addresses that a
 * connection may use: both are those of {@link SlowVerdict}. The first byte of the input
 * chooses the settings, the rest is the URL. One that is not ASCII may be refused at
 * once; else what it became is judged.
 */
class CallbackUrlFuzzTests extends FuzzTests {

	private static final List<String> ADDRESSES = List.of("08080808", "7f000001", "a9fea9fe", "0a000001", "c6336407",
			"20014860486000000000000000008888", "fd000ec2000000000000000000000254", "0064ff9b0000000000000000a9fea9fe",
			"00000000000000000000000000000001");

	private static final String CODED = "S3CR3T-VALUE";

	private final List<Settings> settings = List.of(new Settings(false, false, false, false),
			new Settings(true, false, false, false), new Settings(true, false, false, true),
			new Settings(false, true, false, false), new Settings(false, false, true, false),
			new Settings(true, true, false, true), new Settings(true, false, true, true),
			new Settings(false, false, false, true));

	CallbackUrlFuzzTests() {
		super("callback-url", 20_000);
	}

	/**
	 * Some names have addresses, up to three, and others have none.
	 */
	private static List<String> addresses(String name) {
		int hash = name.hashCode() & 0xFFFF;
		return ADDRESSES.subList(hash % ADDRESSES.size(),
				Math.min(ADDRESSES.size(), hash % ADDRESSES.size() + (hash >> 8) % 4));
	}

	private static InetAddress[] resolve(String name) throws UnknownHostException {
		List<String> addresses = addresses(name);
		if (addresses.isEmpty()) {
			throw new UnknownHostException(name);
		}
		InetAddress[] resolved = new InetAddress[addresses.size()];
		for (int i = 0; i < resolved.length; i++) {
			resolved[i] = InetAddress.getByAddress(HexFormat.of().parseHex(addresses.get(i)));
		}
		return resolved;
	}

	@Override
	protected void run(byte[] input) throws Exception {
		if (input.length == 0) {
			return;
		}
		String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
		Settings chosen = this.settings.get(input[0] & 7);
		String masked = MaskedUrl.of(text + "?t=" + CODED);
		assertThat(masked).doesNotContainPattern("\\p{Cntrl}");
		if (!text.contains(CODED)) {
			assertThat(masked).doesNotContain(CODED);
		}
		CallbackUrl url;
		try {
			url = CallbackUrl.parse(text);
		}
		catch (Refusal ex) {
			if (isAscii(text)) {
				assertThat(chosen.slow().of(text)).as(text).isEqualTo(Outcome.INVALID);
			}
			return;
		}
		String value = url.value().toString();
		assertThat(isAscii(value)).as(value).isTrue();
		if (isAscii(text)) {
			assertThat(value).isEqualTo(SlowVerdict.withoutBlanks(text));
		}
		try (DestinationGuard guard = chosen.guard()) {
			DestinationVerdict verdict = new AddressCheck(guard, chosen.tunnel()).judge(url.value());
			assertThat(verdict.outcome()).as("%s: %s", text, verdict.reason()).isEqualTo(chosen.slow().of(value));
			if (verdict.accepted()) {
				connect(guard, chosen, url.value());
			}
		}
	}

	private static boolean isAscii(String text) {
		return text.chars().allMatch((c) -> c < 0x80);
	}

	private static void connect(DestinationGuard guard, Settings chosen, URI url) throws Exception {
		Destination destination = guard.destination(chosen.tunnel().apply(url));
		assertThat(destination.path()).startsWith("/").matches("[\\x21-\\x7e]*");
		assertThat(new URIAuthority(destination.host().name(), destination.port()).toString())
			.matches("[\\x21-\\x7e]*");
		assertThat(destination.portOrUsual()).isBetween(1, 65535);
		DestinationHost host = destination.host();
		InetAddress literal = host.literal();
		List<String> all = (literal != null) ? List.of(hex(literal)) : addresses(host.name());
		List<String> expected = chosen.slow().allowed((literal != null) ? "" : host.name(), all);
		try {
			assertThat(Arrays.stream(guard.admit(host).join()).map(CallbackUrlFuzzTests::hex)).isEqualTo(expected);
		}
		catch (CompletionException ex) {
			assertThat(ex).hasCauseInstanceOf(UnknownHostException.class);
			assertThat(all).isEmpty();
		}
	}

	private static String hex(InetAddress address) {
		return HexFormat.of().formatHex(address.getAddress());
	}

	/**
	 * What an operator may set.
	 *
	 * @param privateAllowed whether private addresses are allowed
	 * @param listed whether there is a list
	 * @param requireHttps whether callbacks must be encrypted
	 * @param rewrite whether {@code wxo-server} is rewritten
	 */
	private record Settings(boolean privateAllowed, boolean listed, boolean requireHttps, boolean rewrite) {

		SlowVerdict slow() {
			return new SlowVerdict(this.privateAllowed, this.listed, this.requireHttps, this.rewrite,
					CallbackUrlFuzzTests::addresses);
		}

		TunnelRewrite tunnel() {
			return new TunnelRewrite(this.rewrite, "127.0.0.1:14321");
		}

		DestinationGuard guard() {
			AddressRules rules = new AddressRules((this.privateAllowed) ? PrivateNetworks.ALLOW : PrivateNetworks.DENY,
					false,
					AllowedHosts.valueOf((this.listed) ? "*.allowed.example, only.example, 198.51.100.0/24" : ""));
			return new DestinationGuard(CallbackProperties.PURPOSE, rules, this.requireHttps,
					CallbackUrlFuzzTests::resolve, Duration.ofHours(1));
		}

	}

}
