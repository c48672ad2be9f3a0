package io.wxomedia.access;

import java.time.Instant;

/**
 * Published when an administrative act was written to the log. Who listens must not fail.
 *
 * @param at when
 * @param actor the name of who asked for it
 * @param action what was asked for, in one word
 * @param target what it was done to
 * @param result how it ended, in one word
 * @param detail what else is worth knowing; may be empty
 */
public record AdministrativeAct(Instant at, String actor, String action, String target, String result, String detail) {

}
