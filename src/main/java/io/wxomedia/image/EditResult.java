package io.wxomedia.image;

import io.wxomedia.picture.PictureFormat;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a single job, as it is kept with the job.
 *
 * @param format the format of the result
 * @param fallback whether the local fallback made it
 * @param objectKey where it is stored, or {@code null} if the service keeps it
 */
record EditResult(PictureFormat format, boolean fallback, @Nullable String objectKey) {

}
