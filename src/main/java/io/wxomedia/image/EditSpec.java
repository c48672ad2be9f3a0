package io.wxomedia.image;

import java.util.List;
import java.util.Objects;

import io.wxomedia.picture.PictureFormat;
import io.wxomedia.provider.EditOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do, as it is kept with the job. Rows of earlier versions have the
 * first two components only.
 *
 * @param prompt the instruction
 * @param format the format of the picture to be edited, {@code null} in a batch
 * @param options what was asked for beside the instruction, or {@code null}
 * @param pictures the pictures of the input, which lie in one payload; {@code null} if
 * all of it is the picture to be edited
 * @param scope what a batch works on, {@code null} for what is configured
 */
public record EditSpec(String prompt, @Nullable PictureFormat format, @Nullable EditOptions options,
		@Nullable List<InputPicture> pictures, @Nullable BatchScope scope) {

	/**
	 * Return what was asked for beside the instruction.
	 * @return the options, of which all may be unset
	 */
	public EditOptions asked() {
		return Objects.requireNonNullElse(this.options, EditOptions.NONE);
	}

	/**
	 * Return where a batch finds its images.
	 * @param configured the prefix that is configured
	 * @return the prefix of their keys
	 */
	String inputPrefix(String configured) {
		String own = (this.scope != null) ? this.scope.inputPrefix() : null;
		return Objects.requireNonNullElse(own, configured);
	}

	/**
	 * Return where a batch puts its results.
	 * @param configured the prefix that is configured
	 * @return the prefix, without the job and without a slash at its end
	 */
	String outputPrefix(String configured) {
		String own = (this.scope != null) ? this.scope.outputPrefix() : null;
		return Objects.requireNonNullElse(own, configured);
	}

	/**
	 * Return how many images a batch has at the most.
	 * @return the number, or the largest there is if the request does not say
	 */
	int mostImages() {
		Integer most = (this.scope != null) ? this.scope.maxImages() : null;
		return (most != null) ? most : Integer.MAX_VALUE;
	}

}
