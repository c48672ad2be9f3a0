package io.wxomedia.generation;

import java.util.List;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;

/**
 * Judges whether words and pictures may be worked with. Costs nothing. Implementations
 * are thread-safe, make one call and never retry. Whoever gets no judgement goes no
 * further: nothing is bought without one.
 */
public interface Moderator {

	/**
	 * Judge. Blocks for as long as the provider works, 30 seconds at most.
	 * @param texts the words; may be empty
	 * @param pictures the pictures; may be empty
	 * @return the judgement over all of them
	 * @throws CallFailure if there is none; its kind says whether asking again may help
	 */
	Judgement judge(List<String> texts, List<EditRequest.Picture> pictures) throws CallFailure;

	/**
	 * Return the settings that a call needs and that are not set.
	 * @return names of environment variables; empty when a call can be tried
	 */
	List<String> missingSettings();

	/**
	 * A judgement.
	 *
	 * @param flagged whether anything is objected to
	 * @param categories what is objected to, in the provider's words, in their order
	 */
	record Judgement(boolean flagged, List<String> categories) {

	}

}
