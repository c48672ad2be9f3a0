package io.wxomedia.destination;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Destination}.
 */
class DestinationTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			http://example.com,                  http,  example.com, -1,   /
			HTTPS://Example.com:8443/a%20b?c=%26, https, example.com, 8443, /a%20b?c=%26
			http://my_service:5000/cb,           http,  my_service,  5000, /cb
			http://bücher.example/ü?ü,           http,  xn--bcher-kva.example, -1, /%C3%BC?%C3%BC
			http://0x7f.1:80,                    http,  127.0.0.1,   80,   /
			http://[::1]:8000//a,                http,  ::1,         8000, //a
			http://[fe80::1%25eth0]/,            http,  fe80::1,     -1,   /
			http://host:/?,                      http,  host,        -1,   /?
			http://host?x#fragment,              http,  host,        -1,   /?x
			""")
	void ofTakesUrlApart(URI url, String scheme, String host, int port, String path) {
		Destination destination = Destination.of(url);
		assertThat(destination)
			.extracting(Destination::scheme, (it) -> it.host().name(), Destination::port, Destination::path)
			.containsExactly(scheme, host, port, path);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/relative               | start with http
			ftp://host/             | start with http
			file:///etc/passwd      | start with http
			javascript:alert        | start with http
			http:host               | no host
			http:///path            | no host
			http://:80/             | no host
			http://me@host/         | user name or password
			http://me:pw@host/      | user name or password
			http://@host/           | user name or password
			http://host:port/       | no number
			http://a:b:80/          | no number
			http://host:0/          | between 1 and 65535
			http://host:65536/      | between 1 and 65535
			http://host:999999999999/ | between 1 and 65535
			http://256.0.0.1/       | not an IPv4 address
			http://a%2eb/           | not a host name
			""")
	void ofWhenUrlIsNoCallbackUrlThrows(URI url, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> Destination.of(url)).withMessageContaining(message);
	}

	@Test
	void concealHidesQuery() {
		Destination destination = Destination.of(URI.create("http://host/cb?token=s3cret"));
		assertThat(destination.conceal("no route /cb?token=s3cret here")).isEqualTo("no route /cb?*** here");
		assertThat(Destination.of(URI.create("http://host/cb?")).conceal("why? /cb?")).isEqualTo("why? /cb?");
		assertThat(Destination.of(URI.create("http://host/cb")).conceal("/cb?")).isEqualTo("/cb?");
	}

}
