package io.wxomedia.workflow;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.clip.Mp4Facts;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import org.jspecify.annotations.Nullable;

/**
 * Says what pictures and videos are, by their bytes. Thread-safe.
 */
class Media {

	static final String MP4 = "video/mp4";

	static final String WEBM = "video/webm";

	private final PayloadStore payloads;

	Media(PayloadStore payloads) {
		this.payloads = payloads;
	}

	/**
	 * Describe a picture.
	 * @param picture the payload that holds it
	 * @return what it is, or {@code null} if it is no picture
	 * @throws IOException if it cannot be read
	 */
	@Nullable StepResult picture(PayloadId picture) throws IOException {
		try (InputStream in = this.payloads.open(picture)) {
			PictureHeader header = PictureInspector.inspect(in);
			return StepResult.picture(header.format().mimeType(), header.width(), header.height(),
					this.payloads.length(picture));
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			return null;
		}
	}

	/**
	 * Describe a video.
	 * @param video the payload that holds it
	 * @return what it is, or {@code null} if it is no video
	 * @throws IOException if it cannot be read
	 */
	@Nullable StepResult video(PayloadId video) throws IOException {
		String type;
		try (InputStream in = this.payloads.open(video)) {
			type = videoType(in.readNBytes(12));
		}
		if (type == null) {
			return null;
		}
		Mp4Facts facts = Mp4Facts.NONE;
		if (MP4.equals(type)) {
			try (InputStream in = this.payloads.open(video)) {
				facts = Mp4Facts.read(in);
			}
		}
		return new StepResult(type, facts.width(), facts.height(), this.payloads.length(video), facts.seconds(),
				facts.frameRate(), null, null, null, null);
	}

	private static @Nullable String videoType(byte[] head) {
		if (head.length == 12 && head[4] == 'f' && head[5] == 't' && head[6] == 'y' && head[7] == 'p') {
			return MP4;
		}
		boolean matroska = head.length == 12 && (head[0] & 0xFF) == 0x1A && head[1] == 0x45 && (head[2] & 0xFF) == 0xDF
				&& (head[3] & 0xFF) == 0xA3;
		return matroska ? WEBM : null;
	}

	/**
	 * Return the file name extension for a media type.
	 */
	static String extension(String contentType) {
		return contentType.substring(contentType.indexOf('/') + 1);
	}

}
