package io.wxomedia.access;

import java.io.IOException;
import java.util.List;

import io.wxomedia.web.OpenPath;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers to trust no answer further than it needs.
 */
class SecurityHeadersFilter extends OncePerRequestFilter {

	/**
	 * For data and pictures: nothing in them is ever run or loaded. The style is what a
	 * browser shows a picture with.
	 */
	static final String DATA = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

	/**
	 * For the report of a session: as data, with pictures that stand in the page.
	 */
	static final String REPORT = DATA + "; img-src data:";

	/**
	 * For the pages of Swagger UI, which bring scripts of the same origin, inline styles
	 * and pictures in data: addresses.
	 */
	static final String PAGES = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

	/**
	 * For the page at {@code /}: scripts and styles in files of the same origin only, no
	 * eval; pictures and videos also from where links to results lead.
	 */
	private static final String CONSOLE = "default-src 'self'; img-src 'self' blob: data:%1$s; media-src 'self' blob: data:%1$s; connect-src 'self' blob: data:%1$s; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

	private static final OpenPath SWAGGER_UI = new OpenPath(null, "/swagger-ui/**");

	private static final List<OpenPath> PAGE = List.of(new OpenPath(null, "/"), new OpenPath(null, "/console/**"));

	private static final OpenPath SESSION_REPORT = new OpenPath("GET", "/sessions/*/report");

	private static final String ONE_YEAR = "max-age=31536000";

	private final String console;

	/**
	 * Create the filter.
	 * @param resultOrigin the origin of the store that links to results lead to; empty
	 * for none
	 */
	SecurityHeadersFilter(String resultOrigin) {
		this.console = CONSOLE.formatted(resultOrigin.isEmpty() ? "" : " " + resultOrigin);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("Content-Security-Policy", policy(request.getMethod(), request.getRequestURI()));
		if (request.isSecure()) {
			response.setHeader("Strict-Transport-Security", ONE_YEAR);
		}
		chain.doFilter(request, response);
	}

	private String policy(String method, String path) {
		if (PAGE.stream().anyMatch((page) -> page.matches(method, path))) {
			return this.console;
		}
		if (SESSION_REPORT.matches(method, path)) {
			return REPORT;
		}
		return SWAGGER_UI.matches(method, path) ? PAGES : DATA;
	}

}
