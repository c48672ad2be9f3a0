package io.wxomedia.videowebhook;

import io.wxomedia.video.VideoReport;

/**
 * An event that can be used.
 *
 * @param jobId the generation that it is about, as it was sent
 * @param report what it says
 */
record ReceivedEvent(String jobId, VideoReport report) {

}
