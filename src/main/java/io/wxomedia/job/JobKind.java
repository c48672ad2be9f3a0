package io.wxomedia.job;

/**
 * What the rooms of jobs must know of a kind of job. A kind is registered by the handler
 * that names it.
 *
 * @param name the kind, as the job's resource shows it
 * @param leads whether a run hardly works itself and only leads work that has threads of
 * its own; such jobs have places of their own
 * @param hasItems whether a job consists of items, which are shown with it, and so has no
 * single result
 * @param hasInput whether a job has an input that can be fetched, and is needed to try it
 * again
 */
public record JobKind(String name, boolean leads, boolean hasItems, boolean hasInput) {

	/**
	 * Create the kind of jobs that make one thing out of one input.
	 * @param name the kind
	 * @return the kind
	 */
	public static JobKind single(String name) {
		return new JobKind(name, false, false, true);
	}

	/**
	 * Create the kind of jobs that go through steps, which are shown with them.
	 * @param name the kind
	 * @return the kind
	 */
	public static JobKind ofSteps(String name) {
		return new JobKind(name, false, true, false);
	}

	/**
	 * Create the kind of jobs that lead work on items that they find themselves.
	 * @param name the kind
	 * @return the kind
	 */
	public static JobKind ofItems(String name) {
		return new JobKind(name, true, true, false);
	}

}
