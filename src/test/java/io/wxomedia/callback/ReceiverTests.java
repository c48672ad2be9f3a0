package io.wxomedia.callback;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Receiver}.
 */
class ReceiverTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://Hooks.Example.com./a?b=c  | hooks.example.com | 80
			https://hooks.example.com        | hooks.example.com | 443
			https://hooks.example.com:8443/  | hooks.example.com | 8443
			http://[0:0:0:0:0:0:0:1]:9000/   | ::1               | 9000
			http://my_service/               | my_service        | 80
			http://exa~mple/                 | ''                | 0
			""")
	void ofNamesHostAndPortInOneSpelling(URI url, String host, int port) {
		assertThat(Receiver.of(url)).isEqualTo(new Receiver(host, port));
	}

}
