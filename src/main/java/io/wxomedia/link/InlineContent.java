package io.wxomedia.link;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers with content that came from outside: it is what it is by its bytes, and nothing
 * but a picture or a video is ever shown. Parts of it can be asked for ({@code Range},
 * RFC 9110, section 14), without which browsers do not play videos.
 */
public final class InlineContent {

	private static final MediaType MP4 = new MediaType("video", "mp4");

	/**
	 * A box's length, its type, and the brand (ISO/IEC 14496-12).
	 */
	private static final int VIDEO_HEAD = 12;

	private InlineContent() {
	}

	/**
	 * Make an answer.
	 * @param content opens the content; called more than once
	 * @param length its length in bytes
	 * @return the answer
	 * @throws IOException if the content cannot be read
	 */
	public static ResponseEntity<Resource> answer(InputStreamSource content, long length) throws IOException {
		return ResponseEntity.ok()
			.contentType(mediaType(content))
			.contentLength(length)
			.header(HttpHeaders.CONTENT_DISPOSITION, "inline")
			.header("X-Content-Type-Options", "nosniff")
			.body(new Content(content, length));
	}

	private static MediaType mediaType(InputStreamSource content) throws IOException {
		try (InputStream in = content.getInputStream()) {
			if (isVideo(in.readNBytes(VIDEO_HEAD))) {
				return MP4;
			}
		}
		try (InputStream in = content.getInputStream()) {
			return MediaType.parseMediaType(PictureInspector.inspect(in).format().mimeType());
		}
		catch (BrokenPicture | UnsupportedPicture ex) {
			return MediaType.APPLICATION_OCTET_STREAM;
		}
	}

	private static boolean isVideo(byte[] head) {
		return head.length == VIDEO_HEAD && head[4] == 'f' && head[5] == 't' && head[6] == 'y' && head[7] == 'p';
	}

	/**
	 * Content whose length is known, so that a part of it can be given.
	 */
	private static final class Content extends AbstractResource {

		private final InputStreamSource source;

		private final long length;

		Content(InputStreamSource source, long length) {
			this.source = source;
			this.length = length;
		}

		@Override
		public InputStream getInputStream() throws IOException {
			return this.source.getInputStream();
		}

		@Override
		public long contentLength() {
			return this.length;
		}

		@Override
		public boolean exists() {
			return true;
		}

		@Override
		public String getDescription() {
			return "inline content";
		}

	}

}
