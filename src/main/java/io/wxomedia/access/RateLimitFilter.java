package io.wxomedia.access;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.wxomedia.web.ClientAddress;
import io.wxomedia.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps one caller from crowding out the others: so many requests a minute that change
 * something, by credential, or by address where no credential is needed.
 */
class RateLimitFilter extends OncePerRequestFilter {

	private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private final int perMinute;

	private final RateLimit limit;

	private final OpenPaths openPaths;

	private final JsonMapper json;

	RateLimitFilter(int perMinute, RateLimit limit, OpenPaths openPaths, JsonMapper json) {
		this.perMinute = perMinute;
		this.limit = limit;
		this.openPaths = openPaths;
		this.json = json;
	}

	static boolean changesSomething(HttpServletRequest request) {
		return !READING.contains(request.getMethod());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!changesSomething(request) || this.openPaths.contain(request)) {
			chain.doFilter(request, response);
			return;
		}
		String name = Caller.of(request).name();
		boolean named = !Caller.NOBODY.name().equals(name);
		Duration wait = this.limit.take(named ? "caller " + name : "address " + ClientAddress.of(request));
		if (wait.isZero()) {
			chain.doFilter(request, response);
			return;
		}
		long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		Problems.send(response, this.json,
				Problems.of(HttpStatus.TOO_MANY_REQUESTS, "rate_limited",
						"More than " + this.perMinute + " requests a minute (RATE_LIMIT_PER_MINUTE) came from this "
								+ (named ? "credential" : "address") + "; send the request again in " + seconds
								+ " s."));
	}

}
