package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows administrators what is spent.
 */
@RestController
@Tag(name = ApiTag.SERVICE)
class SpendingController {

	private static final int DAYS = 31;

	private final DaysSpending spending;

	private final DailyBudget budget;

	private final SpendingProperties properties;

	private final Clock clock;

	SpendingController(DaysSpending spending, DailyBudget budget, SpendingProperties properties, Clock clock) {
		this.spending = spending;
		this.budget = budget;
		this.properties = properties;
		this.clock = clock;
	}

	@Operation(operationId = "getSpending", summary = "Show what was spent",
			description = "Calls and costs by UTC day for 31 days, and what is left of the day's budget.")
	@Refuses({ "403 admin_only", "503 database_unavailable" })
	@GetMapping(path = "/spending", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SpendingView> show(HttpServletRequest request) {
		Caller.of(request).requireAdmin();
		Instant now = this.clock.instant();
		LocalDate today = DaysSpending.dayOf(now);
		List<SpendingView.Day> days = this.spending.days(today.minusDays(DAYS - 1L), now)
			.stream()
			.map((day) -> new SpendingView.Day(day.day(), day.calls(), day.completed(), day.costUsd(),
					day.estimatedUsd(), day.unpricedCalls()))
			.toList();
		SpendingView.Day none = new SpendingView.Day(today, 0, 0, null, null, 0);
		SpendingView.Day shown = days.stream().filter((day) -> day.day().equals(today)).findFirst().orElse(none);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new SpendingView(shown, days, budget(now), this.properties.priceTable().asOf()));
	}

	private SpendingView.@Nullable Budget budget(Instant now) {
		BigDecimal perDay = this.properties.dailyBudgetUsd();
		if (perDay == null) {
			return null;
		}
		DaysSpending.Commitment today = this.spending.committed(now);
		BigDecimal remaining = perDay.subtract(today.spent()).subtract(today.reserved()).max(BigDecimal.ZERO);
		boolean exhausted = this.spending.latestModel()
			.map((model) -> this.budget.look(model) instanceof DailyBudget.Admission.Exhausted)
			.orElse(false);
		Instant resetsAt = DaysSpending.dayOf(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
		return new SpendingView.Budget(plain(perDay), plain(today.spent()), plain(today.reserved()), plain(remaining),
				exhausted, resetsAt);
	}

	private static BigDecimal plain(BigDecimal amount) {
		return Objects.requireNonNull(DaysSpending.plain(amount));
	}

}
