package io.wxomedia.generation;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import io.wxomedia.clip.ClipFormat;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;

/**
 * Fetches videos into payloads, without holding one in memory. What is no video by its
 * first bytes, or is too large, is not kept. Thread-safe.
 */
class MediaFetch {

	private static final long ROOM = 16L * 1024 * 1024;

	/**
	 * Whoever sends slower than this for a whole video is asked again later.
	 */
	private static final Duration LONGEST = Duration.ofMinutes(15);

	private final PayloadStore payloads;

	private final long most;

	MediaFetch(PayloadStore payloads, long most) {
		this.payloads = payloads;
		this.most = most;
	}

	/**
	 * Fetch a video.
	 * @throws LinkExpired if the address works no more
	 * @throws CallFailure if what is there is of no use
	 * @throws IOException if it cannot be fetched or stored now
	 */
	RemoteRow.Media fetch(VideoMaker maker, RemoteState.Done done) throws IOException, LinkExpired, CallFailure {
		try (InputStream video = maker.read(done)) {
			byte[] head = video.readNBytes(ClipFormat.HEAD);
			ClipFormat format = ClipFormat.of(head)
				.orElseThrow(() -> new CallFailure(Kind.FINAL,
						maker.seller() + "'s result is no video: it is neither" + " MP4 nor WebM by its first bytes",
						null, null, null));
			this.payloads.space().makeRoomFor(ROOM);
			try (PayloadWriter payload = this.payloads.create()) {
				payload.write(head);
				copy(video, payload, maker.seller());
				payload.commit();
				return new RemoteRow.Media(payload.id(), format.mimeType(), payload.length());
			}
		}
	}

	/**
	 * The first {@value #ROOM} bytes may use what is kept free for results. What is
	 * longer leaves {@code MIN_FREE_BYTES}: the database is on that disk, too.
	 */
	private void copy(InputStream video, PayloadWriter payload, String seller) throws IOException, CallFailure {
		byte[] buffer = new byte[64 * 1024];
		long checked = ROOM;
		long began = System.nanoTime();
		for (int count = video.read(buffer); count >= 0; count = video.read(buffer)) {
			payload.write(buffer, 0, count);
			if (payload.length() > this.most) {
				throw new CallFailure(Kind.FINAL,
						seller + "'s video is larger than " + this.most + " bytes (VIDEO_MAX_BYTES)", null, null, null);
			}
			if (System.nanoTime() - began > LONGEST.toNanos()) {
				throw new IOException("It was not there within " + LONGEST.toMinutes() + " minutes");
			}
			if (payload.length() >= checked) {
				checked += ROOM;
				if (this.payloads.space().forInputs() < ROOM) {
					throw new IOException("No space left for the rest of it beside MIN_FREE_BYTES");
				}
			}
		}
	}

}
