package io.wxomedia.wait;

import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;

/**
 * Lets a request that submitted a job wait for its end. Thread-safe.
 */
@FunctionalInterface
public interface JobWaits {

	/**
	 * Take the answer of a request over if it prefers to wait. Returns at once; the
	 * answer comes without a thread being held: 200 with the body of the job's callback
	 * when the job is finished, the usual one when the time is over or the service stops.
	 * Both say which preference was applied.
	 * @param request the request, whose body was read
	 * @param job the job, which is accepted
	 * @param usual the usual answer
	 * @return {@code false} if the usual answer is to be given now
	 */
	boolean takeOver(HttpServletRequest request, UUID job, ResponseEntity<byte[]> usual);

}
