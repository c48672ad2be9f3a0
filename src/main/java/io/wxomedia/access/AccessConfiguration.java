package io.wxomedia.access;

import java.time.Clock;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.web.OpenPath;
import jakarta.servlet.Filter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Configuration for what a request passes before an endpoint sees it, in this order: pace
 * of the answer, headers for browsers, request id, other origins, credential, spelling of
 * the address, rate limit, audit. The framework's filter for forwarded headers comes
 * first of all.
 */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

	/**
	 * About two megabytes at the most.
	 */
	private static final int MOST_CALLERS = 10_000;

	private static final Pattern ORIGIN = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]_-]+");

	@Bean
	OpenPaths openPaths(List<OpenPath> all) {
		return new OpenPaths(all);
	}

	@Bean
	Audit audit(ApplicationEventPublisher events, Clock clock) {
		return new AuditLog(events, clock);
	}

	@Bean
	DemoHost demoHost(Administration administration) {
		return new DemoHost(administration);
	}

	@Bean
	FilterRegistrationBean<SecurityHeadersFilter> securityHeadersFilter(
			@Value("${media.storage.public-endpoint:}") String publicEndpoint,
			@Value("${media.storage.endpoint:}") String endpoint) {
		return at(5, new SecurityHeadersFilter(origin(publicEndpoint.isBlank() ? endpoint : publicEndpoint)));
	}

	/**
	 * An endpoint that is no address is told of by the storage.
	 */
	private static String origin(String endpoint) {
		Matcher origin = ORIGIN.matcher(endpoint.strip());
		return origin.lookingAt() ? origin.group() : "";
	}

	@Bean
	FilterRegistrationBean<CrossOriginFilter> crossOrigin(AccessProperties properties, JsonMapper json) {
		FilterRegistrationBean<CrossOriginFilter> registration = at(15,
				new CrossOriginFilter(properties.corsAllowedOrigins(), json));
		registration.setEnabled(!properties.corsAllowedOrigins().isEmpty());
		return registration;
	}

	@Bean
	FilterRegistrationBean<TokenFilter> tokenFilter(Credentials credentials, ObjectProvider<CallerSource> sources,
			OpenPaths openPaths, JsonMapper json) {
		CallerSource source = sources.getIfAvailable(() -> (secret) -> null);
		return at(20, new TokenFilter(credentials, source, openPaths, json));
	}

	@Bean
	FilterRegistrationBean<RateLimitFilter> rateLimitFilter(AccessProperties properties, OpenPaths openPaths,
			JsonMapper json, Clock clock) {
		Integer perMinute = properties.rateLimitPerMinute();
		int limit = (perMinute != null) ? perMinute : 1;
		FilterRegistrationBean<RateLimitFilter> registration = at(30,
				new RateLimitFilter(limit, new RateLimit(limit, MOST_CALLERS, clock), openPaths, json));
		registration.setEnabled(perMinute != null);
		return registration;
	}

	@Bean
	FilterRegistrationBean<AuditFilter> auditFilter(Audit audit) {
		return at(40, new AuditFilter(audit));
	}

	private static <T extends Filter> FilterRegistrationBean<T> at(int place, T filter) {
		FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
		return registration;
	}

}
