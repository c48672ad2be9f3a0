package io.wxomedia.audit;

import java.time.Instant;
import java.util.UUID;

import io.wxomedia.access.AdministrativeAct;

/**
 * What an administrator did, as the table has it.
 *
 * @param id identifies it
 * @param at when
 * @param who the name of who asked for it
 * @param action what was asked for
 * @param target what it was done to
 * @param detail how it ended, and what else is worth knowing
 */
record AuditEntry(UUID id, Instant at, String who, String action, String target, String detail) {

	private static final int WORD = 100;

	private static final int TARGET = 500;

	private static final int DETAIL = 1000;

	static AuditEntry of(AdministrativeAct act) {
		String detail = act.result() + (act.detail().isEmpty() ? "" : "; " + act.detail());
		return new AuditEntry(UUID.randomUUID(), act.at(), fitting(act.actor(), WORD), fitting(act.action(), WORD),
				fitting(act.target(), TARGET), fitting(detail, DETAIL));
	}

	/**
	 * A text that the database can hold, whatever was sent.
	 */
	private static String fitting(String text, int longest) {
		String clean = text.replaceAll("\\p{Cntrl}", "?");
		int end = Math.min(clean.length(), longest);
		if (end < clean.length() && Character.isHighSurrogate(clean.charAt(end - 1))) {
			end--;
		}
		return clean.substring(0, end);
	}

}
