package io.wxomedia.inbox;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How inboxes answer. Kept in the database, so that all instances answer alike, also
 * after a restart in the middle of a receiver's bad day.
 */
class InboxBehaviours {

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
	InboxBehaviour of(String inbox) {
		return this.jdbc.sql("select status, delay_seconds from inbox_behaviour where inbox = :inbox")
			.param("inbox", inbox)
			.query((row, index) -> new InboxBehaviour(row.getInt("status"), row.getInt("delay_seconds")))
			.optional()
			.orElse(InboxBehaviour.USUAL);
	}

	/**
	 * Let an inbox answer so from now on.
	 */
	void set(String inbox, InboxBehaviour behaviour) {
		if (behaviour.equals(InboxBehaviour.USUAL)) {
			reset(inbox);
			return;
		}
		// Two at once: the one that finds the other's row changes it.
		if (!update(inbox, behaviour) && !insert(inbox, behaviour)) {
			update(inbox, behaviour);
		}
		forgetOldest();
	}

	private boolean update(String inbox, InboxBehaviour behaviour) {
		return this.jdbc.sql("""
				update inbox_behaviour set status = :status, delay_seconds = :delay, set_at = :now where inbox = :inbox
				""")
			.param("status", behaviour.status())
			.param("delay", behaviour.delaySeconds())
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("inbox", inbox)
			.update() > 0;
	}

	private boolean insert(String inbox, InboxBehaviour behaviour) {
		return this.jdbc.sql("""
				insert into inbox_behaviour (inbox, status, delay_seconds, set_at)
				values (:inbox, :status, :delay, :now)
				on conflict do nothing
				""")
			.param("inbox", inbox)
			.param("status", behaviour.status())
			.param("delay", behaviour.delaySeconds())
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
