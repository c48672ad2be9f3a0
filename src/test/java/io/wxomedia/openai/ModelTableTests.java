package io.wxomedia.openai;

import io.wxomedia.provider.ModelFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ModelTable}.
 */
class ModelTableTests {

	@ParameterizedTest
	@CsvSource({ "gpt-image-2, high", "gpt-image-2-2026-04-21, high", "gpt-image-2.5-sunburst, max",
			"gpt-image-2.6-flare-2026-11-05, max", "gpt-image-1.5, high", "gpt-image-1-mini, high" })
	void modelBelongsToTheLongestNameItBeginsWith(String model, String best) {
		ModelFields fields = ModelTable.with("").of(model);
		assertThat(fields.takes("quality", best)).isTrue();
		assertThat(fields.takes("quality", "ultra")).isFalse();
		assertThat(fields.pictures(16)).isEqualTo(16);
		assertThat(fields.takes("input_fidelity")).isEqualTo(model.equals("gpt-image-1.5"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-image-3", "gpt-image-20", "gpt-image-2.7", "gpt-image", "flux", "dall-e-2" })
	void modelThatIsNotListedTakesEverything(String model) {
		ModelFields fields = ModelTable.with("").of(model);
		assertThat(fields.takes("quality", "ultra")).isTrue();
		assertThat(fields.takes("input_fidelity")).isTrue();
		assertThat(fields.pictures(16)).isEqualTo(16);
	}

	@Test
	void overridesAddAndTakeAway() {
		ModelTable table = ModelTable
			.with("gpt-image-2/input_fidelity=low high, gpt-image-2/mask_base64=,house/images_base64=4");
		assertThat(table.of("gpt-image-2").takes("input_fidelity", "high")).isTrue();
		assertThat(table.of("gpt-image-2").takes(ModelFields.MASK)).isFalse();
		assertThat(table.of("gpt-image-2").takes("quality", "high")).isTrue();
		assertThat(table.of("house").pictures(16)).isEqualTo(4);
		assertThat(table.of("house").takes("quality")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpt-image-2", "gpt-image-2=low", "gpt-image-2/colour=red", "/size=auto",
			"gpt-image-2/size", "gpt-image-2/images_base64=many", "gpt-image-2/images_base64=0" })
	void overridesOfAnotherFormAreRefused(String overrides) {
		assertThatIllegalArgumentException().isThrownBy(() -> ModelTable.with(overrides))
			.withMessageContaining("input_fidelity=low high");
	}

}
