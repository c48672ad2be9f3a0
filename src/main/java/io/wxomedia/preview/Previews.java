package io.wxomedia.preview;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.event.EventLog;
import io.wxomedia.event.EventType;
import io.wxomedia.event.NewEvent;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.RunLost;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the last preview of each call under way, tells of each in the log of events, and
 * lets it go when the call has ended. Previews are for looking at: that one cannot be
 * kept never disturbs the call, which is paid for. Thread-safe.
 */
public class Previews {

	private static final Logger logger = LoggerFactory.getLogger(Previews.class);

	private final PreviewTable table;

	private final PayloadStore payloads;

	private final EventLog events;

	private final TransactionTemplate transactions;

	private final boolean askedFor;

	Previews(PreviewTable table, PayloadStore payloads, EventLog events, TransactionTemplate transactions,
			boolean askedFor) {
		this.askedFor = askedFor;
		this.table = table;
		this.payloads = payloads;
		this.events = events;
		this.transactions = transactions;
	}

	/**
	 * Show a preview in place of the one before it.
	 * @param run the run whose call is under way
	 * @param item the item of the job, 0 for the job itself
	 * @param picture the picture; what is none is not shown
	 */
	public void show(JobRun run, int item, byte[] picture) {
		if (!isPicture(picture)) {
			return;
		}
		PayloadId kept = null;
		try {
			kept = this.payloads.store(new ByteArrayInputStream(picture));
			PayloadId stored = kept;
			Optional<PayloadId> before = this.transactions.execute((status) -> put(run, item, stored));
			before.ifPresent(this.payloads::delete);
		}
		catch (IOException | DataAccessException | TransactionException | RunLost ex) {
			logger.debug("A preview of job {} is not shown", run.job().id(), ex);
			if (kept != null) {
				this.payloads.delete(kept);
			}
		}
	}

	private static boolean isPicture(byte[] picture) {
		try {
			PictureInspector.inspect(new ByteArrayInputStream(picture));
			return true;
		}
		catch (BrokenPicture | UnsupportedPicture ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Bytes in memory can be read", ex);
		}
	}

	private Optional<PayloadId> put(JobRun run, int item, PayloadId picture) {
		run.hold();
		Job job = run.job();
		Optional<PreviewTable.Preview> before = this.table.find(job.id(), item);
		int number = before.map(PreviewTable.Preview::number).orElse(0) + 1;
		this.table.put(job.id(), item, number, picture);
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("phase", "editing");
		data.put("preview", path(job.id(), item));
		data.put("preview_number", number);
		data.put("item", (item > 0) ? item : null);
		this.events.append(new NewEvent(job.id().value(), job.owner(), EventType.PROGRESS, data));
		return before.map(PreviewTable.Preview::picture);
	}

	private static String path(JobId job, int item) {
		return "/jobs/" + job + ((item > 0) ? "/items/" + item : "") + "/preview";
	}

	/**
	 * Let go of the preview of a call that has ended, however it did. Asks nobody where
	 * no previews are asked for: a job of such a service costs no statement more.
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 */
	public void discard(JobId job, int item) {
		if (!this.askedFor) {
			return;
		}
		try {
			this.table.remove(job, item).ifPresent(this.payloads::delete);
		}
		catch (DataAccessException ex) {
			// It goes with the job's verdict, or with the job.
			logger.debug("A preview of job {} is not let go yet", job, ex);
		}
	}

	/**
	 * What a run left that did not come back from its call.
	 */
	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
	void on(JobFinished finished) {
		if (!this.askedFor) {
			return;
		}
		try {
			List<PayloadId> left = this.table.remove(finished.job().id());
			left.forEach(this.payloads::delete);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("Previews of job {} are not let go yet", finished.job().id(), ex);
		}
	}

}
