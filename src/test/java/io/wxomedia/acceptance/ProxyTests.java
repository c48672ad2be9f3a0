package io.wxomedia.acceptance;

import java.net.URI;
import java.util.Base64;

import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service behind a proxy that ends TLS, as every cloud has one: what the
 * service says of its own address leads back through the proxy.
 */
@TestPropertySource(properties = "INBOX=true")
class ProxyTests extends RunningService {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					X-Forwarded-Proto: https, X-Forwarded-Host: media.example.com                          | https://media.example.com
					X-Forwarded-Proto: https, X-Forwarded-Host: media.example.com, X-Forwarded-Port: 443   | https://media.example.com
					X-Forwarded-Proto: https, X-Forwarded-Host: media.example.com, X-Forwarded-Port: 8443  | https://media.example.com:8443
					X-Forwarded-Proto: http, X-Forwarded-Host: media.example.com                           | http://media.example.com
					Forwarded: proto=https;host=media.example.com;for=10.0.0.1                             | https://media.example.com
					""")
	void documentationAndLinksCarryTheAddressThatTheProxyWasAskedFor(String forwarded, String address) {
		String[] headers = forwarded.split(": |, ");
		assertThat(this.service.get("/openapi.json", headers).json().path("servers"))
			.extracting((server) -> server.path("url").asString())
			.containsExactly(address);
		assertThat(linkInTheInbox(headers).toString()).startsWith(address + "/inbox/proxy/");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-Host: a\"b", "X-Forwarded-Host: a b", "X-Forwarded-Proto: javascript",
			"X-Forwarded-Host: media.example.com:99999", "X-Forwarded-Host: media.example.com:x",
			"X-Forwarded-Port: 99999" })
	void headersThatMakeNoAddressAreRefused(String forwarded) {
		assertThat(this.service.get("/wxo/get-job.yaml", forwarded.split(": ")).status()).isEqualTo(400);
		assertThat(this.service.get("/wxo", forwarded.split(": ")).status()).isEqualTo(400);
		assertThat(this.service.get("/health", "X-Forwarded-Proto", "javascript").status()).isEqualTo(200);
	}

	@Test
	void withoutAProxyTheRequestsOwnAddressIsUsed() {
		String address = "http://localhost:" + this.port;
		assertThat(linkInTheInbox().getAuthority()).endsWith(":" + this.port);
		assertThat(this.service.get("/openapi.json").json().path("servers").path(0).path("url").asString())
			.isIn(address, address.replace("localhost", "127.0.0.1"));
	}

	@Test
	void locationIsAPathAndSoRightUnderEveryAddress() {
		Answer answer = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				receiver.url(), "X-Forwarded-Proto", "https", "X-Forwarded-Host", "media.example.com");
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		String id = answer.json().path("job_id").asString();
		assertThat(answer.header("Location")).isEqualTo("/jobs/" + id);
		receiver.take(id, PATIENCE);
	}

	private URI linkInTheInbox(String... headers) {
		String image = Base64.getEncoder().encodeToString(TestImages.png());
		this.service.post("/inbox/proxy", "{\"result_image_base64\":\"" + image + "\"}");
		JsonNode callbacks = this.service.get("/inbox/proxy", headers).json();
		String link = callbacks.findValue("result_image_base64").asString();
		return URI.create(link);
	}

}
