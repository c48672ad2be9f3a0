package io.wxomedia.spending;

/**
 * What the price of a call depends on, before its usage is known.
 *
 * @param model the model that is called
 * @param quality the quality that is asked for, in the model's words
 * @param size the size that is asked for: {@code 1024x1536}, or {@code auto}
 */
public record PricedEdit(String model, String quality, String size) {

}
