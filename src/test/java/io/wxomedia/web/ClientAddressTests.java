package io.wxomedia.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientAddress}.
 */
class ClientAddressTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "203.0.113.9 | '' | 203.0.113.9",
			// Whoever connects directly may write what he likes.
			"203.0.113.9 | 198.51.100.7 | 203.0.113.9", "10.0.0.1 | 198.51.100.7 | 198.51.100.7",
			"127.0.0.1 | 1.2.3.4, 198.51.100.7 | 198.51.100.7",
			"127.0.0.1 | 1.2.3.4, 198.51.100.7, 10.0.0.9 | 198.51.100.7",
			"192.168.0.1 | 198.51.100.7:4711 | 198.51.100.7", "100.64.3.2 | 198.51.100.7 | 198.51.100.7",
			"10.0.0.1 | 198.51.100.7, unknown | 10.0.0.1", "10.0.0.1 | example.com | 10.0.0.1",
			"10.0.0.1 | , | 10.0.0.1", "10.0.0.1 | 1.2.3.4.5 | 10.0.0.1", "10.0.0.1 | 999.1.1.1 | 10.0.0.1",
			"10.0.0.1 | 192.168.1.2 | 192.168.1.2", "2001:db8:1:2:3:4:5:6 | '' | 2001:db8:1:2:0:0:0:0",
			"2001:db8:1:2:ffff:4:5:6 | 1.2.3.4 | 2001:db8:1:2:0:0:0:0",
			"fd00:0:0:1:0:0:0:1 | [2001:db8:1:2:3:4:5:6]:443 | 2001:db8:1:2:0:0:0:0",
			"0:0:0:0:0:0:0:1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:0" })
	void addressIsTheLastThatNoProxyOfTheHouseHas(String peer, String forwardedFor, String expected) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(peer);
		if (!forwardedFor.isEmpty()) {
			request.addHeader("X-Forwarded-For", forwardedFor);
		}
		assertThat(ClientAddress.of(request)).isEqualTo(expected);
	}

	@Test
	void listInSeveralHeadersIsOneList() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("10.0.0.1");
		request.addHeader("X-Forwarded-For", "1.2.3.4");
		request.addHeader("X-Forwarded-For", "198.51.100.7");
		assertThat(ClientAddress.of(request)).isEqualTo("198.51.100.7");
	}

	@Test
	void whatAFilterMadeOfTheRequestIsNotAsked() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("203.0.113.9");
		HttpServletRequest wrapped = new HttpServletRequestWrapper(new HttpServletRequestWrapper(request) {

			@Override
			public String getRemoteAddr() {
				return "1.2.3.4";
			}

		});
		assertThat(ClientAddress.of(wrapped)).isEqualTo("203.0.113.9");
	}

}
