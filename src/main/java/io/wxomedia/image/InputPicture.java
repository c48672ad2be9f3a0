package io.wxomedia.image;

import io.wxomedia.picture.PictureFormat;

/**
 * A picture of a job's input, which is one payload that holds them one after the other.
 *
 * @param role what it is for
 * @param offset where it begins in the payload, in bytes
 * @param length how many bytes it has
 * @param format its format, by its content
 */
public record InputPicture(Role role, long offset, long length, PictureFormat format) {

	/**
	 * What a picture is for.
	 */
	public enum Role {

		/**
		 * It is to be edited.
		 */
		IMAGE,

		/**
		 * It is looked at beside the picture to be edited.
		 */
		FURTHER,

		/**
		 * It says where the picture is to be edited.
		 */
		MASK

	}

}
