package io.wxomedia.image;

import org.jspecify.annotations.Nullable;

/**
 * What a batch works on, where its request says so. Whatever is {@code null} is as
 * configured.
 *
 * @param inputPrefix where its images are in the input bucket
 * @param outputPrefix where its results go in the output bucket, without the slash at its
 * end
 * @param maxImages how many images it has at the most: the first ones in key order
 */
public record BatchScope(@Nullable String inputPrefix, @Nullable String outputPrefix, @Nullable Integer maxImages) {

}
