package io.wxomedia.destination;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import io.wxomedia.destination.AddressRules.Reach;
import io.wxomedia.destination.AddressRules.Ruling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressRules} and {@link EmbeddedAddresses}.
 */
class AddressRulesTests {

	@ParameterizedTest
	@ValueSource(strings = {
			// metadata and link-local
			"169.254.169.254", "169.254.0.0", "169.254.255.255", "169.254.170.2", "100.100.100.200", "168.63.129.16",
			"[fe80::]", "[fe80::1]", "[fe80::1%25eth0]", "[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "[fd00:ec2::254]",
			"[fd20:ce::254]",
			// in other notations
			"0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518", "0xA9.0xFE.0xA9.0xFE",
			// embedded: mapped, compatible, translated, NAT64, local NAT64, 6to4, Teredo,
			// ISATAP
			"[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::169.254.169.254]", "[::ffff:0:169.254.169.254]",
			"[64:ff9b::169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::169.254.169.254]",
			"[64:ff9b:1:a9fe:a9:fe00::]", "[64:ff9b:1:a9fe:a9:fe00:808:808]", "[2002:a9fe:a9fe::]",
			"[2002:a9fe:a9fe:1::1]", "[2001:0:4136:e378:8000:63bf:5601:5601]", "[2620:1ec:c11::5efe:169.254.169.254]",
			"[2620:1ec:c11::200:5efe:169.254.169.254]", "[::ffff:100.100.100.200]", "[64:ff9b::168.63.129.16]",
			"[fe80::5efe:8.8.8.8]" })
	void reachWhenAddressIsMetadataOrLinkLocalIsNever(String host) {
		assertThat(reach(host)).isEqualTo(Reach.NEVER);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			// this network, loopback, RFC 1918, carrier-grade NAT
			"0.0.0.0", "0.255.255.255", "127.0.0.0", "127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255",
			"172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "100.64.0.0", "100.100.100.199",
			"100.127.255.255",
			// protocol assignments, documentation, 6to4 relays, benchmarks
			"192.0.0.0", "192.0.0.192", "192.0.0.255", "192.0.2.1", "198.51.100.255", "203.0.113.0", "192.88.99.1",
			"198.18.0.0", "198.19.255.255",
			// multicast, reserved, broadcast
			"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.254", "255.255.255.255",
			// in other notations
			"0", "0177.0.0.1", "0x7f.1", "2130706433", "127.1", "012.0.0.1", "0xC0A80001", "3232235521",
			// IPv6
			"[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[fc00::1]", "[fdff:ffff::1]", "[fd00:ec2::253]", "[ff02::1]",
			"[ff0e::1]", "[fec0::1]", "[feff::1]", "[2001:db8::1]", "[2001:1::1]", "[2001:20::1]", "[2001:1ff:ffff::1]",
			"[100::1]", "[100:0:0:1::1]", "[3fff::1]", "[3fff:fff::1]", "[5f00::1]", "[4000::1]", "[8000::1]",
			"[e000::1]", "[1::1]", "[200::1]", "[::1:0:0]",
			// embedded
			"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:0.0.0.0]",
			"[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::10.1.2.3]", "[64:ff9b:1::10.1.2.3]",
			"[64:ff9b:1:a01:2:300::]", "[64:ff9b:1::]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2002:c0a8:101::]",
			"[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001:0:4136:e378:8000:63bf:f5ff:fffe]",
			"[2620:1ec:c11::5efe:10.0.0.1]", "[2620:1ec:c11::200:5efe:127.0.0.1]", "[64:ff9b::100.64.0.1]",
			"[64:ff9a:ffff::1]", "[fd00::5efe:8.8.8.8]" })
	void reachWhenAddressIsNotGlobalIsPrivate(String host) {
		assertThat(reach(host)).isEqualTo(Reach.PRIVATE);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			// just outside the special ranges
			"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
			"168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
			"191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255",
			"192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
			"203.0.114.0", "223.255.255.255", "8.8.8.8", "0x08080808", "134744072",
			// IPv6
			"[2001:200::1]", "[2001:4860:4860::8888]", "[2001:db7:ffff::1]", "[2001:db9::1]", "[2003::1]",
			"[2606:4700:4700::1111]", "[2a00:1450::1]", "[3ffe:ffff::1]", "[3fff:1000::1]",
			// embedded
			"[::ffff:8.8.8.8]", "[::8.8.8.8]", "[::ffff:0:8.8.8.8]", "[64:ff9b::8.8.8.8]", "[64:ff9b:1::8.8.8.8]",
			"[64:ff9b:1:808:8:800::]", "[2002:808:808::1]", "[2001:0:4136:e378:8000:63bf:f7f7:f7f7]",
			"[2620:1ec:c11::5efe:8.8.8.8]" })
	void reachWhenAddressIsPublicIsGlobal(String host) {
		assertThat(reach(host)).isEqualTo(Reach.GLOBAL);
	}

	@Test
	void reachWhenMappedAddressWasNotTurnedIntoIpv4LooksInside() throws UnknownHostException {
		byte[] mapped = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 169, (byte) 254, (byte) 169, (byte) 254 };
		assertThat(AddressRules.reach(Inet6Address.getByAddress("host", mapped, 1))).isEqualTo(Reach.NEVER);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			AUTO,  false, ALLOWED
			AUTO,  true,  PRIVATE
			ALLOW, false, ALLOWED
			ALLOW, true,  ALLOWED
			DENY,  false, PRIVATE
			DENY,  true,  PRIVATE
			""")
	void judgeWhenAddressIsPrivateDependsOnSettingAndPlace(PrivateNetworks setting, boolean inCloud, Ruling ruling) {
		AddressRules rules = new AddressRules(setting, inCloud, AllowedHosts.valueOf(""));
		assertThat(judge(rules, "10.0.0.1")).isEqualTo(ruling);
		assertThat(judge(rules, "[::1]")).isEqualTo(ruling);
		assertThat(judge(rules, "8.8.8.8")).isEqualTo(Ruling.ALLOWED);
		assertThat(judge(rules, "169.254.169.254")).isEqualTo(Ruling.NEVER);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			10.1.2.3,                   ALLOWED
			10.2.0.1,                   NOT_LISTED
			8.8.8.8,                    ALLOWED
			8.8.4.4,                    NOT_LISTED
			[::ffff:10.1.2.3],          ALLOWED
			[64:ff9b::10.1.2.3],        ALLOWED
			[64:ff9b::10.2.0.1],        NOT_LISTED
			[fd12::1],                  ALLOWED
			[fd13::1],                  NOT_LISTED
			[fd00:ec2::254],            NEVER
			169.254.169.254,            NEVER
			[::ffff:169.254.169.254],   NEVER
			""")
	void judgeWhenThereIsListAdmitsWhatItListsAndNothingElse(String host, Ruling ruling) {
		AllowedHosts list = AllowedHosts.valueOf("10.1.0.0/16 8.8.8.8, fd12::/16 169.254.0.0/16 fd00:ec2::254");
		for (PrivateNetworks setting : PrivateNetworks.values()) {
			assertThat(judge(new AddressRules(setting, true, list), host)).isEqualTo(ruling);
		}
	}

	@Test
	void judgeWhenNameIsListedAdmitsAnyAddressButMetadata() {
		AddressRules rules = new AddressRules(PrivateNetworks.DENY, true, AllowedHosts.valueOf("receiver"));
		DestinationHost listed = DestinationHost.of("receiver");
		assertThat(rules.judge(listed, address("10.0.0.1"))).isEqualTo(Ruling.ALLOWED);
		assertThat(rules.judge(listed, address("8.8.8.8"))).isEqualTo(Ruling.ALLOWED);
		assertThat(rules.judge(listed, address("[::ffff:169.254.169.254]"))).isEqualTo(Ruling.NEVER);
		assertThat(rules.judge(DestinationHost.of("other"), address("8.8.8.8"))).isEqualTo(Ruling.NOT_LISTED);
	}

	private static Ruling judge(AddressRules rules, String host) {
		return rules.judge(DestinationHost.of(host), address(host));
	}

	private static Reach reach(String host) {
		return AddressRules.reach(address(host));
	}

	private static InetAddress address(String host) {
		InetAddress address = DestinationHost.of(host).literal();
		assertThat(address).isNotNull();
		return address;
	}

}
