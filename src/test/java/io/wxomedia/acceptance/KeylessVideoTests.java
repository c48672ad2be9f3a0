package io.wxomedia.acceptance;

import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Videos where nobody is configured who makes them.
 */
class KeylessVideoTests extends ProtectedService {

	@Test
	void missingKeyIsNamedBeforeAnythingElse() {
		Answer answer = this.service.post("/api/videos/generate", "{", "x-api-key", ALICE);
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.json().propertyNames()).containsExactly("error", "message");
		assertThat(answer.json().path("error").asString()).isEqualTo("Missing env var: FAL_KEY");
		assertThat(answer.json().path("message").asString()).contains("VIDEO_BACKEND_URL");
	}

}
