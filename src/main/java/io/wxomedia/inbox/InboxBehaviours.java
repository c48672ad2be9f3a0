package io.wxomedia.inbox;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How inboxes answer. Kept in the database, so that all instances answer alike, also
 * after a restart in the middle of a receiver's bad day.
 */
class InboxBehaviours {

	static final int USUAL_STATUS = 200;

	private static final int KEPT = 1000;

	private final JdbcClient jdbc;

	private final Clock clock;

	InboxBehaviours(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Return what an inbox answers.
	 */
	int status(String inbox) {
		return this.jdbc.sql("select status from inbox_behaviour where inbox = :inbox")
			.param("inbox", inbox)
			.query(Integer.class)
			.optional()
			.orElse(USUAL_STATUS);
	}

	/**
	 * Let an inbox answer with a status from now on.
	 */
	void set(String inbox, int status) {
		if (status == USUAL_STATUS) {
			reset(inbox);
			return;
		}
		// Two at once: the one that finds the other's row changes it.
		if (!update(inbox, status) && !insert(inbox, status)) {
			update(inbox, status);
		}
		forgetOldest();
	}

	private boolean update(String inbox, int status) {
		return this.jdbc.sql("update inbox_behaviour set status = :status, set_at = :now where inbox = :inbox")
			.param("status", status)
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("inbox", inbox)
			.update() > 0;
	}

	private boolean insert(String inbox, int status) {
		return this.jdbc.sql("""
				insert into inbox_behaviour (inbox, status, set_at) values (:inbox, :status, :now)
				on conflict do nothing
				""")
			.param("inbox", inbox)
			.param("status", status)
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.update() > 0;
	}

	/**
	 * Names cost nothing, rows do.
	 */
	private void forgetOldest() {
		this.jdbc.sql("""
				delete from inbox_behaviour where inbox in
					(select inbox from inbox_behaviour order by set_at desc, inbox offset :kept rows)
				""").param("kept", KEPT).update();
	}

	/**
	 * Let an inbox answer 200 again.
	 */
	void reset(String inbox) {
		this.jdbc.sql("delete from inbox_behaviour where inbox = :inbox").param("inbox", inbox).update();
	}

}
