package io.wxomedia.session;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.Verdict;
import io.wxomedia.rules.Seat;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The images that were begun for seats, in the database. One that failed counts no more;
 * one whose job was deleted does. Thread-safe.
 */
class SeatImages {

	private final JdbcClient jdbc;

	private final ItemTable items;

	private final Clock clock;

	SeatImages(JdbcClient jdbc, ItemTable items, Clock clock) {
		this.jdbc = jdbc;
		this.items = items;
		this.clock = clock;
	}

	/**
	 * Let nobody else begin an image for a seat until the caller's transaction ends.
	 */
	void hold(Seat seat) {
		this.jdbc.sql("select number from workshop_seat where session_id = :session and number = :number for update")
			.param("session", seat.session())
			.param("number", seat.number())
			.query(Integer.class)
			.optional();
	}

	boolean isBegun(UUID job, int item) {
		return this.jdbc.sql("select count(*) from workshop_image where job_id = :job and item = :item")
			.param("job", job)
			.param("item", item)
			.query(Integer.class)
			.single() > 0;
	}

	/**
	 * Note that an image is begun, if its seat is still there. The seat is held.
	 */
	void begin(Seat seat, UUID job, int item) {
		this.jdbc.sql("""
				insert into workshop_image (job_id, item, session_id, seat, begun_at, failed)
				select cast(:job as uuid), cast(:item as integer), session_id, number,
					cast(:now as timestamp(6) with time zone), false
				from workshop_seat where session_id = :session and number = :number
					and not exists (select 1 from workshop_image where job_id = :job and item = :item)
				""")
			.param("job", job)
			.param("item", item)
			.param("now", SessionTable.utc(this.clock.instant()))
			.param("session", seat.session())
			.param("number", seat.number())
			.update();
	}

	/**
	 * Count the images of a seat that were begun and did not fail, also those of a batch
	 * that goes on.
	 */
	int count(Seat seat) {
		List<Begun> begun = this.jdbc.sql("""
				select job_id, item from workshop_image
				where session_id = :session and seat = :seat and failed = false
				""")
			.param("session", seat.session())
			.param("seat", seat.number())
			.query((row, index) -> new Begun(row.getObject("job_id", UUID.class), row.getInt("item")))
			.list();
		return (int) begun.stream().filter((one) -> !hasFailed(one)).count();
	}

	private boolean hasFailed(Begun one) {
		return one.item() > 0 && this.items.find(new JobId(one.job()), one.item())
			.filter((item) -> item.state() == JobItem.State.FAILED)
			.isPresent();
	}

	/**
	 * In the transaction of the verdict.
	 */
	@EventListener
	void on(JobFinished finished) {
		if (finished.verdict() == Verdict.COMPLETED || Seat.of(finished.job().owner()).isEmpty()) {
			return;
		}
		JobId job = finished.job().id();
		List<Integer> begun = this.jdbc
			.sql("select item from workshop_image where job_id = :job and failed = false order by item")
			.param("job", job.value())
			.query(Integer.class)
			.list();
		begun.stream()
			.filter((item) -> item == 0
					|| this.items.find(job, item).filter((found) -> found.state() == JobItem.State.COMPLETED).isEmpty())
			.forEach((item) -> failed(job, item));
	}

	private void failed(JobId job, int item) {
		this.jdbc.sql("update workshop_image set failed = true where job_id = :job and item = :item")
			.param("job", job.value())
			.param("item", item)
			.update();
	}

	private record Begun(UUID job, int item) {
	}

}
