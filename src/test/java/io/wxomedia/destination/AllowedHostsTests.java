package io.wxomedia.destination;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AllowedHosts} and {@link Cidr}.
 */
class AllowedHostsTests {

	private static final InetAddress SOMEWHERE = InetAddress.getLoopbackAddress();

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			receiver, other     | receiver         | true
			receiver other      | OTHER.           | true
			receiver            | receiver.example | false
			Receiver.           | receiver         | true
			bücher.example      | xn--bcher-kva.example | true
			*.example.com       | a.example.com    | true
			*.example.com       | a.b.EXAMPLE.com. | true
			*.example.com       | example.com      | false
			*.example.com       | badexample.com   | false
			*.example.com       | example.com.evil | false
			""")
	void admitWhenNameIsAskedForComparesNormalisedNames(String list, String host, boolean admitted) {
		assertThat(AllowedHosts.valueOf(list).admit(DestinationHost.of(host), List.of(SOMEWHERE))).isEqualTo(admitted);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			10.0.0.0/8          | 10.255.0.1       | true
			10.0.0.0/8          | 11.0.0.1         | false
			10.1.2.3/8          | 10.9.9.9         | true
			10.0.0.0/9          | 10.127.255.255   | true
			10.0.0.0/9          | 10.128.0.0       | false
			0.0.0.0/0           | 8.8.8.8          | true
			0.0.0.0/0           | [2003::1]        | false
			10.0.0.1            | 10.0.0.1         | true
			10.0.0.1            | 10.0.0.2         | false
			10.0.0.1            | 0xa.1            | true
			10.0.0.1/32         | 10.0.0.1         | true
			fd00::/8            | [fdff::1]        | true
			fd00::/8            | [fc00::1]        | false
			[fd00::]/8          | [fd12::1]        | true
			::1                 | [::1]            | true
			[::1]               | [::1]            | true
			::/0                | [2003::1]        | true
			::/0                | 8.8.8.8          | false
			""")
	void admitWhenAddressIsAskedForComparesAddresses(String list, String host, boolean admitted) {
		DestinationHost literal = DestinationHost.of(host);
		assertThat(literal.literal()).isNotNull();
		assertThat(AllowedHosts.valueOf(list).admit(literal, List.of(literal.literal()))).isEqualTo(admitted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://example.com", "example.com:8080", "example.com/path", "10.0.0.0/33", "fd00::/129",
			"10/8", "010.0.0.0/8", "10.0.0.0/-1", "10.0.0.0/", "/8", "*", "*.", "*.10.0.0.1", "a*.example.com",
			"[::1]:80", "example.com/24", "300.0.0.0/8", "ok, no@no" })
	void valueOfWhenEntryCannotBeReadNamesIt(String list) {
		assertThatIllegalArgumentException().isThrownBy(() -> AllowedHosts.valueOf(list))
			.withMessageStartingWith("'" + list.replace("ok, ", "") + "' is not a host");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", " , ,, " })
	void isEmptyWhenNothingIsListed(String list) {
		assertThat(AllowedHosts.valueOf(list).isEmpty()).isTrue();
		assertThat(AllowedHosts.valueOf("a").isEmpty()).isFalse();
	}

}
