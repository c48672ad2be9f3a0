package io.wxomedia.acceptance;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * A service that has a token, keys and an inbox, and nothing else configured. Test
 * classes that extend it share one running service.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "WORKSHOP_TOKEN=" + ProtectedService.TOKEN,
				"API_KEYS=alice:" + ProtectedService.ALICE + ",bob:" + ProtectedService.BOB,
				"ADMIN_KEY=" + ProtectedService.ADMIN, "CORS_ALLOWED_ORIGINS=" + ProtectedService.ORIGIN, "INBOX=true",
				"CALLBACK_MAX_RETRIES=5", "MAX_CONCURRENT_JOBS=4", "ENABLE_FALLBACK_SINGLE=false",
				"ENABLE_CALLBACK_REWRITE=true", "WEBHOOK_SECRET=" + ProtectedService.WEBHOOK_SECRET })
abstract class ProtectedService {

	static final String TOKEN = "w0rksh0p-t0ken";

	static final String ALICE = "alice-kn0ws-this-only";

	static final String BOB = "bob-kn0ws-this-only";

	static final String ADMIN = "admin-kn0ws-this-only";

	static final String WEBHOOK_SECRET = "the-backend-kn0ws-this-only";

	static final String ORIGIN = "https://app.example.com";

	@LocalServerPort
	int port;

	ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		RunningService.dataDirectory(properties);
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
	}

}
