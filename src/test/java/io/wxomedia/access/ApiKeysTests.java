package io.wxomedia.access;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ApiKeys}.
 */
class ApiKeysTests {

	private static final String KEY = "0123456789abcdef";

	@Test
	void pairsAreReadInTheirOrder() {
		ApiKeys keys = ApiKeys.valueOf(" alice:" + KEY + " , b_o-b.1 : fedcba9876543210=, ");
		assertThat(keys.byName()).containsExactly(Map.entry("alice", KEY), Map.entry("b_o-b.1", "fedcba9876543210="));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ",", " , " })
	void blankListHasNoKeys(String text) {
		assertThat(ApiKeys.valueOf(text).byName()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "0123456789abcdef | entry 1 has no colon",
			"a:0123456789abcdef,,rest | entry 3 has no colon", ":0123456789abcdef | names of 1 to 50",
			"a b:0123456789abcdef | names of 1 to 50", "é:0123456789abcdef | names of 1 to 50",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:0123456789abcdef | names of 1 to 50",
			"anonymous:0123456789abcdef | the name anonymous", "Workshop:0123456789abcdef | the name Workshop",
			"admin:0123456789abcdef | the name admin", "a:0123456789abcde | keys of at least 16",
			"a: | keys of at least 16", "a:0123456789abcdef g | keys of at least 16",
			"a:0123456789abcdef:g | keys of at least 16", "a:0123456789abcdefé | keys of at least 16",
			"a:0123456789abcdef$x | keys of at least 16", "a:0123456789abcdef,a:fedcba9876543210 | not name a twice",
			"a:0123456789abcdef,A:fedcba9876543210 | not name A twice",
			"a:0123456789abcdef,b:0123456789abcdef | the key of b to somebody else" })
	void entryThatCannotBeUsedIsToldWithoutItsKey(String text, String part) {
		assertThatIllegalArgumentException().isThrownBy(() -> ApiKeys.valueOf(text))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("must ")
				.contains(part)
				.doesNotContain("0123", "fedc"));
	}

	@Test
	void keysAreNotPrinted() {
		assertThat(ApiKeys.valueOf("alice:" + KEY)).hasToString("ApiKeys[alice]");
	}

}
