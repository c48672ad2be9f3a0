package io.wxomedia.spending;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link ProviderLedger} in the database.
 */
class JdbcProviderLedger implements ProviderLedger {

	private static final int LONGEST_REQUEST_ID = 200;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final CostEstimates estimates;

	private final ApplicationEventPublisher events;

	private final LatelyServed served;

	JdbcProviderLedger(JdbcClient jdbc, Clock clock, CostEstimates estimates, ApplicationEventPublisher events) {
		this.jdbc = jdbc;
		this.clock = clock;
		this.estimates = estimates;
		this.events = events;
		this.served = new LatelyServed(jdbc, clock);
	}

	@Override
	public List<ProviderCall> calls(UUID job, int item) {
		return this.jdbc.sql("""
				select id, run, outcome, started_at, sent_at, message, retry_at, result_payload from provider_call
				where job_id = :job and item = :item
				order by coalesce(attempt, 0), started_at, run
				""").param("job", job).param("item", item).query((row, index) -> call(row)).list();
	}

	@Override
	public List<ProviderCall> callsOf(UUID job) {
		return this.jdbc.sql("""
				select id, run, outcome, started_at, sent_at, message, retry_at, result_payload from provider_call
				where job_id = :job
				""").param("job", job).query((row, index) -> call(row)).list();
	}

	private static ProviderCall call(ResultSet row) throws SQLException {
		return new ProviderCall(row.getObject("id", UUID.class), row.getInt("run"),
				ProviderCall.Outcome.valueOf(row.getString("outcome")),
				row.getObject("started_at", OffsetDateTime.class).toInstant(), moment(row, "sent_at"),
				row.getString("message"), moment(row, "retry_at"), row.getObject("result_payload", UUID.class));
	}

	private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
		OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
		return (moment != null) ? moment.toInstant() : null;
	}

	@Override
	public List<Bought> resultsOf(Collection<UUID> jobs) {
		return this.jdbc.sql("""
				select job_id, item, result_payload from provider_call
				where job_id in (:jobs) and result_payload is not null
				order by job_id, item, coalesce(attempt, 0), started_at, run
				""")
			.param("jobs", jobs)
			.query((row, index) -> new Bought(row.getObject("job_id", UUID.class), row.getInt("item"),
					row.getObject("result_payload", UUID.class)))
			.list();
	}

	@Override
	public UUID start(String owner, UUID job, int item, int run, PricedCall what) {
		UUID id = UUID.randomUUID();
		Instant now = this.clock.instant();
		this.jdbc
			.sql("""
					insert into provider_call (id, job_id, item, run, attempt, provider, model, quality, image_size, outcome,
						started_at, sent_at, billing_day, estimate_usd, owner, owner_group)
					values (:id, :job, :item, :run,
						(select count(*) + 1 from provider_call where job_id = :job and item = :item), :provider, :model, :quality, :size, :outcome, :now, null, :day,
						:estimate, :owner, :group)
					""")
			.param("owner", owner)
			.param("group", (owner.indexOf('/') > 0) ? owner.substring(0, owner.lastIndexOf('/')) : null)
			.param("id", id)
			.param("job", job)
			.param("item", item)
			.param("run", run)
			.param("provider", what.model().provider())
			.param("model", what.model().model())
			.param("quality", what.quality())
			.param("size", what.size())
			.param("outcome", ProviderCall.Outcome.STARTED.name())
			.param("now", now.atOffset(ZoneOffset.UTC))
			.param("day", DaysSpending.dayOf(now))
			.param("estimate", this.estimates.next(what), Types.NUMERIC)
			.update();
		this.served.begun(owner);
		return id;
	}

	@Override
	public Map<String, Integer> served(Collection<String> owners) {
		return this.served.of(owners);
	}

	@Override
	public void sending(UUID call) {
		this.jdbc.sql("update provider_call set sent_at = :now where id = :id")
			.param("now", now())
			.param("id", call)
			.update();
	}

	@Override
	public void completed(UUID call, PricedCall what, Receipt receipt, UUID resultPayload) {
		answered(call, what, ProviderCall.Outcome.COMPLETED, null, receipt, resultPayload);
	}

	@Override
	public void worthless(UUID call, PricedCall what, String message, Receipt receipt) {
		answered(call, what, ProviderCall.Outcome.REFUSED, message, receipt, null);
	}

	private void answered(UUID call, PricedCall what, ProviderCall.Outcome outcome, @Nullable String message,
			Receipt receipt, @Nullable UUID resultPayload) {
		Price price = this.estimates.prices().of(what);
		Usage usage = new Usage(receipt.inputTokens(), receipt.inputImageTokens(), receipt.outputTokens(),
				receipt.seconds());
		BigDecimal cost = (price != null) ? price.cost(usage) : null;
		this.jdbc
			.sql("""
					update provider_call set outcome = :outcome, message = :message, result_payload = :payload,
						request_id = :request, input_tokens = :input, input_image_tokens = :image,
						output_tokens = :output, seconds = :seconds, cost_usd = :cost, estimate_usd = coalesce(:atMost, estimate_usd),
						finished_at = :now
					where id = :id
					""")
			.param("outcome", outcome.name())
			.param("message", message)
			.param("payload", resultPayload)
			.param("request", fitting(receipt.requestId()))
			.param("input", receipt.inputTokens())
			.param("image", receipt.inputImageTokens())
			.param("output", receipt.outputTokens())
			.param("seconds", receipt.seconds(), Types.NUMERIC)
			.param("cost", cost, Types.NUMERIC)
			.param("atMost", (price != null) ? price.costAtMost(usage) : null, Types.NUMERIC)
			.param("now", now())
			.param("id", call)
			.update();
		if (cost != null) {
			if (outcome == ProviderCall.Outcome.COMPLETED) {
				this.estimates.paid(what, cost);
			}
			this.events.publishEvent(new CallPaid(what.model().model(), cost));
		}
	}

	@Override
	public void failed(UUID call, ProviderCall.Outcome outcome, String message, @Nullable Instant retryAt,
			@Nullable String requestId) {
		this.jdbc.sql("""
				update provider_call set outcome = :outcome, message = :message, retry_at = :retry,
					request_id = :request, cost_usd = :cost, finished_at = :now
				where id = :id
				""")
			// The provider bills no request that it answers with an error. A call whose
			// answer was lost may have been billed: its cost is not known.
			.param("cost", (outcome == ProviderCall.Outcome.LOST) ? null : BigDecimal.ZERO, Types.NUMERIC)
			.param("outcome", outcome.name())
			.param("message", message)
			.param("retry", (retryAt != null) ? retryAt.atOffset(ZoneOffset.UTC) : null)
			.param("request", fitting(requestId))
			.param("now", now())
			.param("id", call)
			.update();
	}

	@Override
	public void cameToNothing(UUID call, boolean billed) {
		this.jdbc
			.sql("""
					update provider_call set estimate_usd = coalesce(cost_usd, estimate_usd), cost_usd = :cost where id = :id
					""")
			.param("cost", billed ? null : BigDecimal.ZERO, Types.NUMERIC)
			.param("id", call)
			.update();
	}

	@Override
	public void notMade(UUID job, int run) {
		this.jdbc.sql("""
				update provider_call set finished_at = :now
				where job_id = :job and run < :run and outcome = 'STARTED' and sent_at is null and finished_at is null
				""").param("now", now()).param("job", job).param("run", run).update();
	}

	@Override
	public void notMade(UUID call) {
		this.jdbc.sql("""
				update provider_call set finished_at = :now
				where id = :id and outcome = 'STARTED' and sent_at is null
				""").param("now", now()).param("id", call).update();
	}

	private static @Nullable String fitting(@Nullable String requestId) {
		if (requestId == null || requestId.length() <= LONGEST_REQUEST_ID) {
			return requestId;
		}
		return requestId.substring(0, LONGEST_REQUEST_ID);
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

}
