package io.wxomedia.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UrlPathHelper;

/**
 * Lets nobody in without the workshop token. It is looked for in
 * {@code x-workshop-token}, in {@code x-api-key} (what WXO connections send) and as a
 * bearer token (RFC 6750), and compared in constant time.
 */
class TokenFilter extends OncePerRequestFilter {

	private static final String DETAIL = "Unauthorized (missing/invalid x-workshop-token)";

	private static final String BEARER = "bearer ";

	private final byte[] token;

	private final List<OpenPath> openPaths;

	private final JsonMapper json;

	TokenFilter(String token, List<OpenPath> openPaths, JsonMapper json) {
		this.token = token.getBytes(StandardCharsets.UTF_8);
		this.openPaths = List.copyOf(openPaths);
		this.json = json;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (this.token.length == 0 || isOpen(request)) {
			chain.doFilter(request, response);
		}
		else if (hasToken(request)) {
			Caller.WORKSHOP.remember(request);
			chain.doFilter(request, response);
		}
		else {
			response.setStatus(HttpStatus.UNAUTHORIZED.value());
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
			this.json.writeValue(response.getOutputStream(),
					Problems.of(HttpStatus.UNAUTHORIZED, "unauthorized", DETAIL));
		}
	}

	private boolean isOpen(HttpServletRequest request) {
		// The path as the dispatcher will see it, so that no spelling of a protected
		// path looks like an open one.
		String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
		return this.openPaths.stream().anyMatch((open) -> open.matches(request.getMethod(), path));
	}

	private boolean hasToken(HttpServletRequest request) {
		return matches(request.getHeader("x-workshop-token")) | matches(request.getHeader("x-api-key"))
				| matches(bearer(request.getHeader(HttpHeaders.AUTHORIZATION)));
	}

	private static @Nullable String bearer(@Nullable String authorization) {
		if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
			return null;
		}
		return authorization.substring(BEARER.length());
	}

	private boolean matches(@Nullable String given) {
		if (!StringUtils.hasText(given)) {
			return false;
		}
		return MessageDigest.isEqual(this.token, given.strip().getBytes(StandardCharsets.UTF_8));
	}

}
