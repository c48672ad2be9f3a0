package io.wxomedia.acceptance;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service whose actuator has a port of its own, and which keeps callers to a
 * rate.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "API_KEYS=alice:" + ProtectedService.ALICE + ",bob:" + ProtectedService.BOB, "MANAGEMENT_PORT=0",
				"RATE_LIMIT_PER_MINUTE=1" })
class ManagementPortTests {

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		RunningService.dataDirectory(properties);
	}

	@Test
	void actuatorIsServedThereWithoutCredential() {
		ServiceClient management = new ServiceClient(this.managementPort);
		assertThat(management.get("/actuator/prometheus").text()).contains("jvm_memory_used_bytes");
		assertThat(management.get("/actuator/health").status()).isEqualTo(200);
		assertThat(management.get("/actuator/env").status()).isEqualTo(404);
		assertThat(management.get("/cos/config").status()).isEqualTo(404);
	}

	@Test
	void nothingOfItIsLeftOnTheServicesPort() {
		ServiceClient service = new ServiceClient(this.port);
		assertThat(service.get("/health").text()).contains("\"workshop_token_enabled\":true");
		assertThat(service.get("/actuator/prometheus").status()).isEqualTo(401);
		for (String path : new String[] { "/actuator/prometheus", "/actuator", "/actuator/health" }) {
			assertThat(service.get(path, "x-api-key", ProtectedService.ALICE).status()).as(path).isEqualTo(404);
		}
	}

	/**
	 * The limit has a minute for one request: two that follow each other within it are
	 * told apart on the slowest machine, and large bodies are read to their end.
	 */
	@Test
	void secondRequestOfTheMinuteIsRefusedWithItsBodyUnread() {
		ServiceClient service = new ServiceClient(this.port);
		byte[] large = new byte[8_000_000];
		assertThat(service.post(ServiceClient.BATCH, "{}", "x-api-key", ProtectedService.ALICE).status())
			.isEqualTo(500);
		ServiceClient.Answer answer = service.post(ServiceClient.SINGLE_B64, large, "x-api-key",
				ProtectedService.ALICE);
		RefusalTests.assertRefused(answer, 429, "rate_limited");
		assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
		assertThat(service.post(ServiceClient.SINGLE_B64, large, "x-api-key", "wrong").status()).isEqualTo(401);
		assertThat(service.post(ServiceClient.BATCH, "{}", "x-api-key", ProtectedService.BOB).status()).isEqualTo(500);
		assertThat(service.get("/cos/config", "x-api-key", ProtectedService.ALICE).status()).isEqualTo(200);
	}

}
