package io.wxomedia.generation;

import java.io.IOException;
import java.util.Optional;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;

/**
 * Videos that are bought by a call that is submitted, written down and waited for
 * elsewhere. What was submitted survives a restart and is not bought again; whoever waits
 * holds no thread. Thread-safe.
 */
public interface RemoteCalls {

	/**
	 * Do what is due for a video: submit its order if that was not done yet, ask the
	 * provider when it is time or its webhook came, and fetch the video when it is done.
	 * Asked again after {@link VideoStep.Ready} or {@link VideoStep.Failed} it answers
	 * the same. Blocks while the provider answers, never while it makes the video.
	 * @param run the run
	 * @param item the item of the job, 0 for the job itself
	 * @param order what is ordered, the same each time
	 * @return how far it is
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops or the job is cancelled
	 * @throws IOException if what was bought cannot be stored
	 */
	VideoStep advance(JobRun run, int item, VideoOrder order) throws IOException, InterruptedException;

	/**
	 * Do what is due for a video that was bought, and buy nothing: for work whose time is
	 * over.
	 * @param run the run
	 * @param item the item of the job, 0 for the job itself
	 * @param order what was ordered
	 * @return how far it is, or nothing if no provider is known to have accepted it
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops or the job is cancelled
	 * @throws IOException if what was bought cannot be stored
	 */
	Optional<VideoStep> advanceBought(JobRun run, int item, VideoOrder order) throws IOException, InterruptedException;

	/**
	 * Note that a job that tries another one again uses the videos that were made for
	 * that one, item by item, in place of buying them. One that could not be fetched is
	 * asked for again first, and bought only if the provider has it no more. Takes part
	 * in the transaction that makes the new job. Either job may be deleted without the
	 * other.
	 * @param earlier the job that is tried again
	 * @param again the new job
	 */
	void takeOver(JobId earlier, JobId again);

	/**
	 * Tell the provider, in the background, that what was submitted for a job is not
	 * wanted any more. A submission that is under way is waited for, 10 seconds at most,
	 * and then cancelled. Does nothing where nothing is under way. Asked for it again,
	 * {@link #advance} answers {@link VideoStep.Failed}.
	 * @param job the job
	 */
	void cancel(JobId job);

}
