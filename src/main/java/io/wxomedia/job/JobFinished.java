package io.wxomedia.job;

/**
 * Published in the transaction that gives a job its verdict.
 *
 * @param job the job, with its result
 * @param verdict how it ended
 * @param message what the caller is to be told
 */
public record JobFinished(Job job, Verdict verdict, CallbackMessage message) {

}
