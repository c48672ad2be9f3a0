package io.wxomedia.web;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * {@link PublicUrl} from the configuration, from Code Engine's variables or from the
 * request.
 */
class DerivedPublicUrl implements PublicUrl {

	private final @Nullable URI configured;

	private final int port;

	DerivedPublicUrl(String configured, Map<String, String> environment, int port) {
		String address = configured.isEmpty() ? codeEngine(environment) : configured.replaceAll("/+$", "");
		this.configured = (address != null) ? URI.create(address) : null;
		this.port = port;
	}

	private static @Nullable String codeEngine(Map<String, String> environment) {
		String app = environment.get("CE_APP");
		String subdomain = environment.get("CE_SUBDOMAIN");
		String domain = environment.get("CE_DOMAIN");
		if (!StringUtils.hasText(app) || !StringUtils.hasText(subdomain) || !StringUtils.hasText(domain)) {
			return null;
		}
		return "https://" + app + "." + subdomain + "." + domain;
	}

	@Override
	public URI get() {
		if (this.configured != null) {
			return this.configured;
		}
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes) {
			return ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
		}
		return URI.create("http://localhost:" + this.port);
	}

}
