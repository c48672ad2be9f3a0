package io.wxomedia.platform;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the service runs on, by the variables that the platforms set.
 */
public class Platform {

	private final Kind kind;

	private final @Nullable URI address;

	/**
	 * Recognise the platform.
	 * @param environment the environment variables
	 */
	public Platform(Environment environment) {
		this.kind = kind(environment);
		this.address = address(environment);
	}

	private static Kind kind(Environment environment) {
		// Code Engine sets Knative's variables too, and both it and Container Apps are
		// Kubernetes underneath.
		if (isSet(environment, "CE_APP")) {
			return Kind.CODE_ENGINE;
		}
		if (isSet(environment, "CONTAINER_APP_NAME")) {
			return Kind.CONTAINER_APPS;
		}
		if (isSet(environment, "KUBERNETES_SERVICE_HOST")) {
			return Kind.KUBERNETES;
		}
		return isSet(environment, "K_SERVICE") ? Kind.CLOUD_RUN : Kind.OWN_MACHINE;
	}

	private static @Nullable URI address(Environment environment) {
		if (!isSet(environment, "CE_APP") || !isSet(environment, "CE_SUBDOMAIN") || !isSet(environment, "CE_DOMAIN")) {
			return null;
		}
		return URI.create("https://" + value(environment, "CE_APP") + "." + value(environment, "CE_SUBDOMAIN") + "."
				+ value(environment, "CE_DOMAIN"));
	}

	private static boolean isSet(Environment environment, String variable) {
		return StringUtils.hasText(environment.getProperty(variable));
	}

	private static String value(Environment environment, String variable) {
		return environment.getRequiredProperty(variable).strip();
	}

	/**
	 * Return what the service runs on.
	 * @return the kind of platform
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return whether other tenants or the platform's own services may be in reach.
	 * @return {@code true} unless this is somebody's own machine
	 */
	public boolean isCloud() {
		return this.kind != Kind.OWN_MACHINE;
	}

	/**
	 * Return the public address that the platform tells.
	 * @return the address without a slash at its end, or {@code null} if it is not told
	 */
	public @Nullable URI address() {
		return this.address;
	}

	/**
	 * The platforms that are told apart.
	 */
	public enum Kind {

		/**
		 * A laptop, a server, a plain container.
		 */
		OWN_MACHINE("this machine"),

		/**
		 * IBM Code Engine.
		 */
		CODE_ENGINE("Code Engine"),

		/**
		 * Google Cloud Run.
		 */
		CLOUD_RUN("Cloud Run"),

		/**
		 * Azure Container Apps.
		 */
		CONTAINER_APPS("Container Apps"),

		/**
		 * Any other Kubernetes.
		 */
		KUBERNETES("Kubernetes");

		private final String title;

		Kind(String title) {
			this.title = title;
		}

		/**
		 * Return the name for people.
		 * @return the name
		 */
		public String title() {
			return this.title;
		}

	}

}
