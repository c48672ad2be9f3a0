package io.wxomedia.video;

import java.time.Instant;
import java.util.UUID;

import io.wxomedia.job.JobId;

/**
 * A file of a generation as it is stored.
 *
 * @param id identifies it
 * @param generation whose it is
 * @param file what is known of it
 * @param createdAt when it was made, or stored if that was not told
 */
record StoredVideo(UUID id, JobId generation, VideoFile file, Instant createdAt) {

}
