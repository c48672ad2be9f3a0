package io.wxomedia.demo;

/**
 * Which troubles the demo's provider plays at the moment.
 */
@FunctionalInterface
interface Upstream {

	/**
	 * Return what it plays.
	 * @return what it plays now; the next call may find something else
	 */
	DemoUpstream now();

}
