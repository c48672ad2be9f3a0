package io.wxomedia.access;

import java.util.List;

import io.wxomedia.web.OpenPath;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.util.UrlPathHelper;

/**
 * All paths that no credential protects.
 */
final class OpenPaths {

	private final List<OpenPath> all;

	OpenPaths(List<OpenPath> all) {
		this.all = List.copyOf(all);
	}

	boolean contain(HttpServletRequest request) {
		// The path as the dispatcher will see it, so that no spelling of a protected
		// path looks like an open one.
		String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
		return this.all.stream().anyMatch((open) -> open.matches(request.getMethod(), path));
	}

}
