package io.wxomedia.event;

import java.util.Set;

/**
 * Knows whose credentials have stopped to work. Called by the one thread that serves all
 * readers, once a second for all of them.
 */
@FunctionalInterface
interface LapsedCallers {

	/**
	 * Find those who may not read any longer.
	 * @param names the names of callers
	 * @return those of them whose credentials work no more
	 */
	Set<String> among(Set<String> names);

}
