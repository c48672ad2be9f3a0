package io.wxomedia.provider;

import java.util.List;

/**
 * Edits one image after an instruction: OpenAI, or what the demo puts in its place.
 * Implementations are thread-safe, make one call and never retry: retrying is the
 * caller's decision.
 */
public interface ImageEditor {

	/**
	 * Edit an image. Blocks for as long as the provider works, at most
	 * {@link EditRequest#timeout()}. Whatever {@link EditRequest#beforeSent()} throws is
	 * thrown on: then the provider never had the request.
	 * @param request what to do
	 * @return the edited image
	 * @throws EditFailure if there is no result; its {@link EditFailure#kind() kind} says
	 * what may be done about it
	 */
	EditedImage edit(EditRequest request) throws EditFailure;

	/**
	 * Return whose model it is.
	 * @return the provider in one word
	 */
	default String provider() {
		return "openai";
	}

	/**
	 * Return the model that edits.
	 * @return the model id
	 */
	String model();

	/**
	 * Return the quality that is asked for, on which the price depends.
	 * @return the quality in the model's words; {@code auto} if the model chooses
	 */
	default String quality() {
		return "auto";
	}

	/**
	 * Return the size that is asked for, on which the price depends.
	 * @return width and height, {@code 1024x1536}; {@code auto} if the model chooses
	 */
	default String size() {
		return "auto";
	}

	/**
	 * Return the settings that an edit needs and that are not set.
	 * @return names of environment variables; empty when an edit can be tried
	 */
	List<String> missingSettings();

}
