package io.wxomedia.callback;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TunnelRewrite}.
 */
class TunnelRewriteTests {

	private final TunnelRewrite rewrite = new TunnelRewrite(true, "127.0.0.1:14321");

	@ParameterizedTest
	@CsvSource(textBlock = """
			http://wxo-server:4321/v1/callback?id=a%20b&x=1, http://127.0.0.1:14321/v1/callback?id=a%20b&x=1
			http://wxo-server/cb,                            http://127.0.0.1:14321/cb
			http://WXO-Server:4321,                          http://127.0.0.1:14321
			https://wxo-server:4321/a%2Fb,                   https://127.0.0.1:14321/a%2Fb
			http://wxo-server:/cb?,                          http://127.0.0.1:14321/cb?
			""")
	void applyWhenHostIsServerReplacesHostAndPort(URI url, URI expected) {
		assertThat(this.rewrite.apply(url)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://wxo-server:8080/cb", "http://wxo-server.example.com/cb",
			"http://my-wxo-server:4321/cb", "http://example.com:4321/wxo-server", "http://user@wxo-server:4321/cb",
			"http://my_service:4321/cb", "mailto:wxo-server" })
	void applyWhenHostIsAnyOtherKeepsUrl(URI url) {
		assertThat(this.rewrite.apply(url)).isSameAs(url);
	}

	@Test
	void applyWhenDisabledKeepsUrl() {
		URI url = URI.create("http://wxo-server:4321/cb");
		assertThat(new TunnelRewrite(false, "127.0.0.1:14321").apply(url)).isSameAs(url);
	}

	@Test
	void applyWhenTunnelHasNoPortUsesSchemesPort() {
		assertThat(new TunnelRewrite(true, "tunnel_host").apply(URI.create("https://wxo-server:4321/cb")))
			.isEqualTo(URI.create("https://tunnel_host/cb"));
	}

}
