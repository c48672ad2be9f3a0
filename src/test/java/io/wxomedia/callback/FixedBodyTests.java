package io.wxomedia.callback;

import java.math.BigDecimal;
import java.util.Map;

import io.wxomedia.job.CallbackMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FixedBody}.
 */
class FixedBodyTests {

	@ParameterizedTest
	@ValueSource(strings = { "0.000", "0.040", "1.500", "41.204", "21600.000" })
	void decimalsAreKeptAsTheyAre(String number) {
		CallbackMessage message = new CallbackMessage(Map.of("duration_seconds", new BigDecimal(number)), null);
		FixedBody body = FixedBody.of(message, JsonMapper.builder().build());
		assertThat(body.head() + body.tail()).isEqualTo("{\"duration_seconds\":" + number + "}");
	}

}
