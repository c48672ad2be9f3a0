package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Clock;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetCheck}.
 */
class BudgetCheckTests {

	@Test
	void budgetThatOneCallUsesUpIsAWarning() {
		assertThat(check("0.10").lines()).filteredOn((line) -> line.level() == Level.WARNING)
			.singleElement()
			.satisfies((line) -> assertThat(line.message()).contains("DAILY_BUDGET_USD=0.10", "$0.10601"));
	}

	@Test
	void budgetIsToldByItsRule() {
		assertThat(check("20").lines()).allSatisfy((line) -> assertThat(line.level()).isEqualTo(Level.OK))
			.extracting(Finding::message)
			.anySatisfy((message) -> assertThat(message).contains("may begin while what was spent", "below $20"));
	}

	private static Findings check(String budget) {
		Findings findings = new Findings("budget", Clock.systemUTC());
		new BudgetCheck(new SpendingProperties("", "", new BigDecimal(budget), null, "medium"),
				new ProviderModel("openai", "gpt-image-2"))
			.run(findings);
		return findings;
	}

}
