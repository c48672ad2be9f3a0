package io.wxomedia.job;

/**
 * What the jobs that are not finished take and will need, over all instances.
 *
 * @param queued how many wait
 * @param running how many are worked on
 * @param waiting the bytes of their inputs
 * @param results the bytes that the results of all that are not finished may have
 */
public record JobSpace(int queued, int running, long waiting, long results) {

}
