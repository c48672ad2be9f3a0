package io.wxomedia.destination;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DestinationHost} and {@link Ipv4Literal}.
 */
class DestinationHostTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			127.0.0.1,             127.0.0.1
			127.0.0.1.,            127.0.0.1
			127.1,                 127.0.0.1
			127.0.1,               127.0.0.1
			127.65535,             127.0.255.255
			127.16777215,          127.255.255.255
			2130706433,            127.0.0.1
			017700000001,          127.0.0.1
			0x7f000001,            127.0.0.1
			0X7F.1,                127.0.0.1
			0x7f.0.0x0.0x1,        127.0.0.1
			0177.0.0.1,            127.0.0.1
			0177.0.0x.01,          127.0.0.1
			00000177.1,            127.0.0.1
			0,                     0.0.0.0
			0x,                    0.0.0.0
			0xa9fea9fe,            169.254.169.254
			2852039166,            169.254.169.254
			0251.0376.0251.0376,   169.254.169.254
			4294967295,            255.255.255.255
			0xffffffff,            255.255.255.255
			192.168.257,           192.168.1.1
			１２７.０.０.１,          127.0.0.1
			127。0。0。1,             127.0.0.1
			①②⑦.0.0.1,            127.0.0.1
			""")
	void ofWhenHostIsIpv4InAnyNotationReturnsTheAddressItMeans(String host, String address) {
		DestinationHost result = DestinationHost.of(host);
		assertThat(result.name()).isEqualTo(address);
		assertThat(result.literal()).isNotNull().extracting("hostAddress").isEqualTo(address);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			[::1],                       ::1
			[::],                        ::
			::1,                         ::1
			[0:0:0:0:0:0:0:1],           ::1
			[FE80::1%25eth0],            fe80::1
			[fe80::1%eth0],              fe80::1
			[::1%lo],                    ::1
			[fd00:ec2::254],             fd00:ec2::254
			[2001:db8:0:1::],            2001:db8:0:1::
			[::ffff:127.0.0.1],          127.0.0.1
			[::FFFF:7f00:1],             127.0.0.1
			[64:ff9b::169.254.169.254],  64:ff9b::a9fe:a9fe
			""")
	void ofWhenHostIsIpv6ReturnsAddressWithoutZone(String host, String name) {
		DestinationHost result = DestinationHost.of(host);
		assertThat(result.name()).isEqualTo(name);
		assertThat(result.literal()).isNotNull();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			example.com,           example.com
			EXAMPLE.Com.,          example.com
			my_service,            my_service
			bücher.example,        xn--bcher-kva.example
			BÜCHER.example.,       xn--bcher-kva.example
			xn--bcher-kva.example, xn--bcher-kva.example
			ｅｘａｍｐｌｅ。com,         example.com
			1.2.3.4.example,       1.2.3.4.example
			0x7f.example,          0x7f.example
			127.0.0.1.nip.io,      127.0.0.1.nip.io
			a-.b,                  a-.b
			""")
	void ofWhenHostIsNameReturnsItInOneSpelling(String host, String name) {
		DestinationHost result = DestinationHost.of(host);
		assertThat(result.name()).isEqualTo(name);
		assertThat(result.literal()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "a..b", ".a", "a b", "a%2eb", "%31%32%37.0.0.1", "a/b", "a\\b", "a@b",
			"a\u0000b", "256.0.0.1", "1.2.3.256", "1.2.3.4.5", "4294967296", "0x100000000", "127.16777216", "08.0.0.1",
			"1..1", "0x7g.1.1", "foo.1", "foo.0x1", "127.0.0.1..", "999999999999999999999999", "[::1", "[::1]x",
			"[1.2.3.4", "[:::1]", "[::g]", "[]:", "1:2", "[fe80:%]" })
	void ofWhenHostIsNeitherNameNorAddressThrows(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> DestinationHost.of(host))
			.withMessageContaining("is not a");
	}

	@ParameterizedTest
	@ValueSource(ints = { 64, 254 })
	void ofWhenNameIsTooLongThrows(int length) {
		assertThatIllegalArgumentException().isThrownBy(() -> DestinationHost.of("a".repeat(length)));
	}

}
