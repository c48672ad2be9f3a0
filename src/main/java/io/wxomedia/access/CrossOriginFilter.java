package io.wxomedia.access;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.wxomedia.web.Problems;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * Lets pages of other origins call the service. Their browsers' questions beforehand
 * (OPTIONS) are answered here and need no credential. Cookies and the like are never
 * asked for: a credential is a header that the page itself must know.
 */
class CrossOriginFilter extends CorsFilter {

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PATCH", "DELETE");

	private static final List<String> EXPOSED = List.of("Location", "Retry-After", "X-Request-Id",
			"Preference-Applied");

	CrossOriginFilter(AllowedOrigins origins, JsonMapper json) {
		super((request) -> configuration(origins));
		setCorsProcessor(new TellingProcessor(json));
	}

	private static CorsConfiguration configuration(AllowedOrigins origins) {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(origins.origins());
		configuration.setAllowedMethods(METHODS);
		configuration.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		configuration.setExposedHeaders(EXPOSED);
		configuration.setAllowCredentials(false);
		configuration.setMaxAge(Duration.ofHours(1));
		return configuration;
	}

	/**
	 * Refuses with a problem detail, as everything here does.
	 */
	private static final class TellingProcessor extends DefaultCorsProcessor {

		private final JsonMapper json;

		private TellingProcessor(JsonMapper json) {
			this.json = json;
		}

		@Override
		protected void rejectRequest(ServerHttpResponse response) throws IOException {
			byte[] body = this.json.writeValueAsBytes(Problems.of(HttpStatus.FORBIDDEN, "origin_not_allowed",
					"Pages of this origin may not call the service, or not in this way: CORS_ALLOWED_ORIGINS"
							+ " lists the origins, and GET, HEAD, POST, PATCH and DELETE are allowed."));
			response.setStatusCode(HttpStatus.FORBIDDEN);
			response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
			response.getHeaders().setContentLength(body.length);
			response.getBody().write(body);
			response.flush();
		}

	}

}
