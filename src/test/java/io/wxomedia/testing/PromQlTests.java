package io.wxomedia.testing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PromQl}.
 */
class PromQlTests {

	@Test
	void metricsAndLabelsAreFound() {
		PromQl query = PromQl
			.parse("""
					histogram_quantile(0.9, sum by (le, kind) (rate(a_seconds_bucket{model=~"x)|y", outcome!="z"}[$__range])))
					/ max(b_total) > 1e9 and c != c
					""");
		assertThat(query.metrics()).containsExactly("a_seconds_bucket", "b_total", "c");
		assertThat(query.labels()).containsExactly("kind", "le", "model", "outcome");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sum(a", "sum(a))", "a{b=\"c\"", "a[5m", "sum(a]", "summ(a)", "a{b=\"c}", "a § b",
			"sum by (a (b)" })
	void whatPrometheusWouldRefuseIsRefused(String query) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> PromQl.parse(query));
	}

}
