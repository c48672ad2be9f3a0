package io.wxomedia.worker;

import java.time.Duration;

/**
 * Published in the transaction that gives a job its verdict, for those who measure.
 *
 * @param kind the job's kind
 * @param waited how long it waited since it was accepted: for a worker, a permit, another
 * try
 * @param worked how long it was worked on, over all runs
 */
record JobTimes(String kind, Duration waited, Duration worked) {

}
