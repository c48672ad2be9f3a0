package io.wxomedia.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.swagger.v3.oas.annotations.Hidden;
import io.wxomedia.link.InlineContent;
import io.wxomedia.link.LinkSigner;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Conditional;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UrlPathHelper;

/**
 * Serves the objects of the demo's storage to whoever holds a link.
 */
@Hidden
@RestController
@Conditional(DemoConfiguration.WithoutObjectStorage.class)
class DemoObjectController {

	private final FileObjectStorage storage;

	private final LinkSigner signer;

	DemoObjectController(FileObjectStorage storage, LinkSigner signer) {
		this.storage = storage;
		this.signer = signer;
	}

	@GetMapping(FileObjectStorage.LINKS + "**")
	ResponseEntity<Resource> show(HttpServletRequest request, @RequestParam(required = false) @Nullable String expires,
			@RequestParam(required = false) @Nullable String signature) throws IOException {
		String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
		this.signer.check(path, expires, signature);
		Path file = this.storage.find(path.substring(FileObjectStorage.LINKS.length()))
			.orElseThrow(() -> Refusal.notFound("The object that the link names is no longer there."));
		ResponseEntity<Resource> answer = InlineContent.answer(new FileSystemResource(file), Files.size(file));
		return ResponseEntity.status(answer.getStatusCode())
			.headers(answer.getHeaders())
			.cacheControl(CacheControl.maxAge(this.signer.left(String.valueOf(expires))).cachePrivate())
			.body(answer.getBody());
	}

}
