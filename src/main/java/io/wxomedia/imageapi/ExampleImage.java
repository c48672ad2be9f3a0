package io.wxomedia.imageapi;

/**
 * A small PNG for the documentation: what "Try it out" sends must be a real image.
 */
final class ExampleImage {

	static final String BASE64 = "iVBORw0KGgoAAAANSUhEUgAAACAAAAAYAgMAAADmPRenAAAADFBMVEXwyHgoeMjcPDw8tFqrSKvBAAAAH0lEQVR42m"
			+ "NgYAgNXbXq/38GChnUMYWBAUKFhlLIAABQEF+hZ9bwtgAAAABJRU5ErkJggg==";

	private ExampleImage() {
	}

}
