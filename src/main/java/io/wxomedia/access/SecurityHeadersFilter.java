package io.wxomedia.access;

import java.io.IOException;

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
	 * For the pages of Swagger UI, which bring scripts of the same origin, inline styles
	 * and pictures in data: addresses.
	 */
	static final String PAGES = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

	private static final OpenPath SWAGGER_UI = new OpenPath(null, "/swagger-ui/**");

	private static final String ONE_YEAR = "max-age=31536000";

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("Content-Security-Policy",
				SWAGGER_UI.matches(request.getMethod(), request.getRequestURI()) ? PAGES : DATA);
		if (request.isSecure()) {
			response.setHeader("Strict-Transport-Security", ONE_YEAR);
		}
		chain.doFilter(request, response);
	}

}
