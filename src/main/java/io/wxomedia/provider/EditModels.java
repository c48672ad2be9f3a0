package io.wxomedia.provider;

/**
 * Knows what models take. Implementations are thread-safe.
 */
@FunctionalInterface
public interface EditModels {

	/**
	 * Return what a model takes.
	 * @param model the model id, with or without the date of a snapshot
	 * @return what it takes; for a model that is not known, everything
	 */
	ModelFields of(String model);

}
