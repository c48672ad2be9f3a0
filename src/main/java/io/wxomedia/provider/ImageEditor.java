package io.wxomedia.provider;

import java.util.List;
import java.util.Objects;

import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderModel;

/**
 * Edits one image after an instruction. Implementations are thread-safe, make one call
 * and never retry: retrying is the caller's decision.
 */
public interface ImageEditor {

	/**
	 * Edit an image. Blocks for as long as the provider works, at most
	 * {@link EditRequest#timeout()}. Whatever {@link EditRequest#beforeSent()} throws is
	 * thrown on: then the provider never had the request.
	 * @param request what to do
	 * @return the edited image
	 * @throws CallFailure if there is no result; its {@link CallFailure#kind() kind} says
	 * what may be done about it
	 */
	EditedImage edit(EditRequest request) throws CallFailure;

	/**
	 * Return whose model it is.
	 * @return the provider in one word
	 */
	String provider();

	/**
	 * Return the provider's name.
	 * @return the name as people write it
	 */
	String seller();

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
	 * Return what an edit buys.
	 * @param options what is asked for; what is not asked for is as configured
	 * @return the model and what the price depends on
	 */
	default Purchase purchase(EditOptions options) {
		ProviderModel model = new ProviderModel(provider(), Objects.requireNonNullElse(options.model(), model()));
		return new Purchase(seller(), new PricedCall(model, Objects.requireNonNullElse(options.quality(), quality()),
				Objects.requireNonNullElse(options.size(), size())));
	}

	/**
	 * Return the settings that an edit needs and that are not set.
	 * @return names of environment variables; empty when an edit can be tried
	 */
	List<String> missingSettings();

}
