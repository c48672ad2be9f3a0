package io.wxomedia.image;

import io.wxomedia.picture.PictureFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do, as it is kept with the job.
 *
 * @param prompt the instruction
 * @param format the format of the input, {@code null} in a batch
 */
record EditSpec(String prompt, @Nullable PictureFormat format) {

}
