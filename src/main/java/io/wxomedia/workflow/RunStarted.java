package io.wxomedia.workflow;

import io.wxomedia.job.JobId;

/**
 * Published in the transaction that makes a run of the workflow.
 *
 * @param job the run's job
 */
record RunStarted(JobId job) {

}
