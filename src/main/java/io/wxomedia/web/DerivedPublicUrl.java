package io.wxomedia.web;

import java.net.URI;

import io.wxomedia.platform.Platform;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * {@link PublicUrl} from the configuration, from the platform or from the request.
 */
class DerivedPublicUrl implements PublicUrl {

	private final @Nullable URI configured;

	private final int port;

	DerivedPublicUrl(String configured, Platform platform, int port) {
		this.configured = configured.isEmpty() ? platform.address() : URI.create(configured.replaceAll("/+$", ""));
		this.port = port;
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
