package io.wxomedia.video;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done for a generation, as its job keeps it.
 *
 * @param prompt what the videos show
 * @param options how they are to be
 * @param imageType the media type of the picture that they begin with, which is the job's
 * input; {@code null} if there is none
 * @param webhookUrl where a backend tells of it
 */
record VideoSpec(String prompt, VideoOptions options, @Nullable String imageType, String webhookUrl) {

}
