package io.wxomedia.generation;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the videos that a job has from an earlier one that it tries again, so that
 * either may be deleted without the other. Until then the row names the earlier job's
 * payload, which is kept for it. Thread-safe.
 */
class TakenVideos {

	private static final Logger logger = LoggerFactory.getLogger(TakenVideos.class);

	private final TakenCallTable table;

	private final PayloadStore payloads;

	private final RemoteCallMetrics metrics;

	TakenVideos(TakenCallTable table, PayloadStore payloads, RemoteCallMetrics metrics) {
		this.table = table;
		this.payloads = payloads;
		this.metrics = metrics;
	}

	/**
	 * Note what a new job has from an earlier one.
	 */
	void takeOver(JobId earlier, JobId again) {
		this.table.takeOver(earlier, again);
	}

	/**
	 * Copy what is not copied yet. A crash before the copy is written down leaves a
	 * payload that nobody names, which the sweep takes.
	 * @return whether anything changed
	 * @throws IOException if it cannot be copied now
	 */
	boolean copy(List<RemoteRow> rows) throws IOException {
		boolean changed = false;
		for (RemoteRow row : rows) {
			RemoteRow.Media media = row.media();
			if (row.state() == RemoteRow.State.TAKEN && media != null) {
				copy(row, media);
				changed = true;
			}
		}
		return changed;
	}

	private void copy(RemoteRow row, RemoteRow.Media media) throws IOException {
		try (InputStream in = this.payloads.open(media.payload())) {
			PayloadId copy = this.payloads.store(in);
			if (this.table.copied(row.id(), copy)) {
				this.metrics.count(RemoteCallMetrics.Happening.TAKEN_OVER);
			}
			else {
				this.payloads.delete(copy);
			}
		}
		catch (UnusablePayload ex) {
			logger.warn("The video that job {} has from an earlier one is not kept any more, and is made again: {}",
					row.job(), ex.getMessage());
			this.table.forget(row.id());
		}
	}

}
