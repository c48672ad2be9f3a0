package io.wxomedia.link;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;

import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Answers with content that came from outside: it is what it is by its bytes, and nothing
 * but a picture is ever shown.
 */
public final class InlineContent {

	private InlineContent() {
	}

	/**
	 * Make an answer.
	 * @param content opens the content; called twice
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
			.body(new InputStreamResource(content.getInputStream()));
	}

	private static MediaType mediaType(InputStreamSource content) throws IOException {
		try (InputStream in = content.getInputStream()) {
			return MediaType.parseMediaType(PictureInspector.inspect(in).format().mimeType());
		}
		catch (BrokenPicture | UnsupportedPicture ex) {
			return MediaType.APPLICATION_OCTET_STREAM;
		}
	}

}
