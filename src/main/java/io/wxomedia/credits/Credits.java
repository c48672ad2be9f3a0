package io.wxomedia.credits;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.wxomedia.job.JobId;

/**
 * The credits of owners, whole ones, by double entry. What a job costs is held when it is
 * accepted, line by line, and captured or released when it ends; each line is held once
 * and settled once, however often that is asked for.
 * <p>
 * Every method takes part in the caller's transaction, or opens its own. The account's
 * row is held from the first change until the end of the transaction, so whoever also
 * holds a job takes that first, and no account of another owner besides. A failure marks
 * the caller's transaction as one to be rolled back. An owner's account is opened, with
 * {@code CREDITS_INITIAL}, when something is first held or granted. Thread-safe.
 */
public interface Credits {

	/**
	 * Hold what a job costs. What is held or settled of the job already is not held
	 * again; lines that are new to it are held in addition.
	 * @param owner whose credits
	 * @param job the job
	 * @param lines what it costs; lines of one name are added up, and a line of 0 is none
	 * @throws InsufficientCredits if the owner has fewer; nothing is held then
	 */
	void hold(String owner, JobId job, List<Line> lines);

	/**
	 * Hold what several jobs of one owner cost, or nothing of it.
	 * @param owner whose credits
	 * @param runs the jobs, each with its lines
	 * @throws InsufficientCredits if the owner has fewer than all of them cost
	 */
	void holdAll(String owner, Map<JobId, List<Line>> runs);

	/**
	 * Capture all that is still held for a job. Does nothing if that is nothing.
	 * @param job the job
	 */
	void capture(JobId job);

	/**
	 * Capture one line of a job; what else is held stays so. Does nothing if the line is
	 * not held.
	 * @param job the job
	 * @param what the name of the line
	 */
	void capture(JobId job, String what);

	/**
	 * Give back what is still held for a job. Does nothing if that is nothing.
	 * @param job the job
	 * @return how many credits went back by this call
	 */
	int release(JobId job);

	/**
	 * Capture some lines of a job and give back what else is still held for it.
	 * @param job the job
	 * @param captured the names of the lines to be captured; those that are not held are
	 * left out
	 * @return how many credits went back by this call
	 */
	int settle(JobId job, Collection<String> captured);

	/**
	 * Return what an owner has. Of an account that was never used it is what would be
	 * there on its first use.
	 * @param owner whose
	 * @return the balance
	 */
	Balance balance(String owner);

	/**
	 * Return what became of the credits of a job; all 0 if nothing was ever held for it.
	 * @param job the job
	 * @return the charge
	 */
	Charge chargeOf(JobId job);

	/**
	 * Return whether anything is held for anybody.
	 * @return {@code true} if some job's credits are not settled
	 */
	boolean isAnythingHeld();

	/**
	 * A part of what a job costs.
	 *
	 * @param what its name within the job, such as {@code image}; 1 to 100 characters
	 * @param amount how many credits, 0 or more
	 */
	record Line(String what, int amount) {

		public Line {
			if (what.isBlank() || what.length() > 100) {
				throw new IllegalArgumentException("A line has a name of 1 to 100 characters, not: " + what);
			}
			if (amount < 0) {
				throw new IllegalArgumentException("A line costs 0 credits or more, not " + amount);
			}
		}

	}

	/**
	 * What an owner has.
	 *
	 * @param owner whose
	 * @param balance what is available and what is held
	 * @param held what is held for open jobs
	 * @param available what can be used
	 */
	record Balance(String owner, int balance, int held, int available) {

	}

	/**
	 * What became of the credits of a job; {@code cost} is the sum of the others.
	 *
	 * @param cost what was held for it in all
	 * @param held what is still held
	 * @param captured what was captured
	 * @param released what went back
	 */
	record Charge(int cost, int held, int captured, int released) {

	}

}
