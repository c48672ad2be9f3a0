package io.wxomedia.generation;

/**
 * A picture to be made from words, in the service's own vocabulary; an adapter puts it
 * into the words of its model.
 *
 * @param prompt what the picture shows
 * @param style {@code natural} or {@code vivid}
 * @param quality {@code standard} or {@code hd}
 * @param size width and height in pixels: {@code 1024x1024}, {@code 1792x1024} or
 * {@code 1024x1792}
 */
public record ImageOrder(String prompt, String style, String quality, String size) {

}
