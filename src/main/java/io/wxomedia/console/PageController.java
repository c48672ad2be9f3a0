package io.wxomedia.console;

import java.time.Duration;

import io.swagger.v3.oas.annotations.Hidden;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UrlPathHelper;

/**
 * Serves the page. Compressed once at the start and not for each request, and nothing
 * else of the service is: streams must not be, and pictures need not.
 */
@Hidden
@RestController
class PageController {

	private static final String FOLDER = "/console/";

	private final PageFiles files;

	PageController(PageFiles files) {
		this.files = files;
	}

	@GetMapping("/")
	ResponseEntity<byte[]> page(
			@RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings,
			@RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false) @Nullable String languages) {
		return answer(this.files.index(languages), "-" + PageFiles.language(languages), encodings,
				CacheControl.noCache());
	}

	/**
	 * Whoever has a page of an earlier version open gets the files of this one, which it
	 * must not keep under that address.
	 */
	@GetMapping("/console/{version}/**")
	ResponseEntity<byte[]> file(@PathVariable String version, HttpServletRequest request,
			@RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, required = false) @Nullable String encodings) {
		String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
		String folder = FOLDER + version + "/";
		PageFile file = path.startsWith(folder) ? this.files.find(path.substring(folder.length())) : null;
		if (file == null) {
			throw Refusal.notFound("The page has no such file.");
		}
		boolean current = version.equals(this.files.version());
		return answer(file, "", encodings,
				current ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable() : CacheControl.noCache());
	}

	private ResponseEntity<byte[]> answer(PageFile file, String variant, @Nullable String encodings,
			CacheControl cache) {
		boolean compressed = file.isSmallerCompressed() && encodings != null && encodings.contains("gzip");
		ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
			.contentType(file.type())
			.cacheControl(cache)
			.varyBy(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.ACCEPT_LANGUAGE)
			.eTag(this.files.version() + variant + (compressed ? "-gzip" : ""));
		return compressed ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(file.compressed())
				: answer.body(file.bytes());
	}

}
