package io.wxomedia.session;

import java.time.Clock;
import java.time.Duration;

import io.wxomedia.access.Administration;
import io.wxomedia.inbox.ReceivedEntries;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.spending.CallBudget;
import io.wxomedia.spending.Spending;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.web.OpenPath;
import io.wxomedia.web.PublicUrl;
import io.wxomedia.worker.JobCancellation;
import io.wxomedia.worker.JobHandlers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for workshop sessions.
 */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

	private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

	/**
	 * Where no session can be opened there may be some of before.
	 */
	private static final Duration LOOK_SELDOM = Duration.ofMinutes(1);

	@Bean
	SessionTable sessionTable(JdbcClient jdbc) {
		return new SessionTable(jdbc);
	}

	@Bean
	SeatKeys seatKeys(JdbcClient jdbc, Clock clock, Administration administration) {
		return new SeatKeys(jdbc, clock, administration.hasKey());
	}

	@Bean
	SeatImages seatImages(JdbcClient jdbc, ItemTable items, Clock clock) {
		return new SeatImages(jdbc, items, clock);
	}

	@Bean
	SeatRules seatRules(JdbcClient jdbc, SeatImages images, Clock clock) {
		return new SeatRules(jdbc, images, clock);
	}

	@Bean
	SeatChecks seatChecks(SeatRules rules, SeatImages images, JobSearch jobs, CallBudget budget, ImageEditor editor,
			SessionProperties properties) {
		return new SeatChecks(rules, images, jobs, budget, editor, properties.fallbackSingle());
	}

	@Bean
	JoinLimit joinLimit(Clock clock) {
		return new JoinLimit(clock);
	}

	@Bean
	Sessions sessions(SessionTable table, SeatKeys keys, WaitingJobs waiting, TransactionTemplate transactions,
			Clock clock) {
		return new Sessions(table, keys, waiting, DatabaseRetry.ofConflicts(transactions), clock);
	}

	@Bean
	SessionJobs sessionJobs(SessionTable table, JobSearch search, JobRecords jobs, JobCancellation cancellation,
			JobRemoval removal, RemovedJobs removed, JobHandlers handlers, ProviderFigures figures, Clock clock) {
		return new SessionJobs(table, search, jobs, cancellation, removal, removed, handlers, figures, clock);
	}

	@Bean
	RemovedJobs removedJobs(JdbcClient jdbc, ObjectStorage storage, StorageProperties buckets, ReceivedEntries inboxes,
			Clock clock) {
		return new RemovedJobs(jdbc, storage, buckets.outputBucket(), inboxes, clock);
	}

	@Bean
	SessionRemoval sessionRemoval(SessionTable table, SessionJobs jobs, RemovedJobs removed, Clock clock) {
		return new SessionRemoval(table, jobs::remove, removed, clock);
	}

	@Bean
	SessionClosing sessionClosing(SessionJobs jobs, SessionRemoval removal, Administration administration) {
		return new SessionClosing(jobs::closeEnded, removal, administration.hasKey() ? LOOK_EVERY : LOOK_SELDOM);
	}

	@Bean
	SessionViews sessionViews(Sessions sessions, JobSearch jobs, Spending spending, PublicUrl publicUrl, Clock clock) {
		return new SessionViews(sessions, jobs, spending, publicUrl, clock);
	}

	@Bean
	ReportRows reportRows(SessionTable table, SessionJobs jobs, ItemTable items, JobHandlers handlers,
			Spending spending, PayloadStore payloads, ObjectStorage storage, StorageProperties buckets,
			JsonMapper json) {
		return new ReportRows(table, jobs, items, handlers, spending, payloads, storage, buckets, json);
	}

	@Bean
	Thumbnails thumbnails(PixelBudget budget, Clock clock) {
		return new Thumbnails(budget, clock);
	}

	@Bean
	OpenPath joinPath() {
		return new OpenPath("POST", "/sessions/join");
	}

}
