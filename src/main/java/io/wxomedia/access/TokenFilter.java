package io.wxomedia.access;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import io.wxomedia.web.HeaderText;
import io.wxomedia.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody in without a credential, and says who came in. A credential is looked for
 * in {@code x-workshop-token}, in {@code x-api-key} (what WXO connections send) and as a
 * bearer token (RFC 6750).
 */
class TokenFilter extends OncePerRequestFilter {

	private static final String DETAIL = "Unauthorized (missing/invalid x-workshop-token)";

	private static final String BEARER = "bearer ";

	private final Credentials credentials;

	private final CallerSource source;

	private final OpenPaths openPaths;

	private final JsonMapper json;

	TokenFilter(Credentials credentials, CallerSource source, OpenPaths openPaths, JsonMapper json) {
		this.credentials = credentials;
		this.source = source;
		this.openPaths = openPaths;
		this.json = json;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Caller caller = caller(request);
		if (caller != null) {
			caller.remember(request);
			chain.doFilter(request, response);
		}
		else {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
			if (request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
				// Little is read of a stranger's body.
				response.setHeader(HttpHeaders.CONNECTION, "close");
			}
			Problems.send(response, this.json, Problems.of(HttpStatus.UNAUTHORIZED, "unauthorized", DETAIL));
		}
	}

	private @Nullable Caller caller(HttpServletRequest request) {
		if (!this.credentials.areThere()) {
			return Caller.ANYBODY;
		}
		List<String> secrets = secrets(request);
		Caller holder = this.credentials.holder(secrets);
		for (int i = 0; holder == null && i < secrets.size(); i++) {
			holder = this.source.holder(secrets.get(i));
		}
		// Whoever sends a key that is wrong, or works no more, is to know it.
		boolean open = this.openPaths.contain(request) || (secrets.isEmpty() && !this.credentials.areNeeded());
		return (holder == null && open) ? Caller.NOBODY : holder;
	}

	private static List<String> secrets(HttpServletRequest request) {
		return Stream
			.of(request.getHeader("x-workshop-token"), request.getHeader("x-api-key"),
					bearer(request.getHeader(HttpHeaders.AUTHORIZATION)))
			.filter(StringUtils::hasText)
			.map((given) -> HeaderText.lenient(Objects.requireNonNull(given)).strip())
			.toList();
	}

	private static @Nullable String bearer(@Nullable String authorization) {
		if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
			return null;
		}
		return authorization.substring(BEARER.length());
	}

}
