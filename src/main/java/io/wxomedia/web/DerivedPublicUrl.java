package io.wxomedia.web;

import java.net.URI;
import java.util.Set;

import io.wxomedia.platform.Platform;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponents;

/**
 * {@link PublicUrl} from the configuration, from the platform or from the request.
 */
class DerivedPublicUrl implements PublicUrl {

	private static final Set<String> SCHEMES = Set.of("http", "https");

	private static final int HIGHEST_PORT = 65535;

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
			return address(ServletUriComponentsBuilder.fromCurrentContextPath().build());
		}
		return URI.create("http://localhost:" + this.port);
	}

	/**
	 * What a client or its proxy claims is believed only as far as it is an address.
	 */
	private static URI address(UriComponents claimed) {
		String host = claimed.getHost();
		if (claimed.getScheme() != null && SCHEMES.contains(claimed.getScheme()) && host != null
				&& HostNames.isUsable(host)) {
			try {
				URI address = URI.create(claimed.toUriString());
				if (claimed.getPort() <= HIGHEST_PORT) {
					return address;
				}
			}
			catch (IllegalArgumentException | IllegalStateException ex) {
				// Refused below, like every other claim that is no address.
			}
		}
		throw new Refusal(HttpStatus.BAD_REQUEST, "invalid_host",
				"The Host, Forwarded or X-Forwarded-* headers make no http address. "
						+ "Correct the proxy, or set PUBLIC_URL");
	}

}
