package io.wxomedia;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Prepares the environment variables before anything reads them: trimmed, blank ones as
 * if they were not set, DEMO as a profile, LOG_FORMAT as Spring Boot's name for it.
 */
class ConfiguredEnvironment implements EnvironmentPostProcessor, Ordered {

	private static final Pattern QUOTED = Pattern.compile("(?s)([\"']).*\\1");

	private static final String VARIABLES = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER - 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		trimVariables(environment);
		checkQuotes(environment);
		Map<String, Object> derived = new HashMap<>();
		// An absolute path, since H2 refuses one that depends on where it was started.
		derived.put("DATA_DIR",
				Path.of(environment.getProperty("DATA_DIR", "./data")).toAbsolutePath().normalize().toString());
		checkPort("PORT", environment.getProperty("PORT", "8000"));
		checkPort("MANAGEMENT_PORT", environment.getProperty("MANAGEMENT_PORT", "0"));
		checkDatabase(environment.getProperty("SPRING_DATASOURCE_URL"));
		checkRole(environment.getProperty("ROLE", "all"), environment.getProperty("SPRING_DATASOURCE_URL"));
		checkCompilation(environment.getProperty("JIT", "light"));
		if (isDemo(environment)) {
			environment.addActiveProfile("demo");
		}
		String format = environment.getProperty("LOG_FORMAT", "plain").toLowerCase(Locale.ROOT);
		switch (format) {
			case "plain" -> {
				// Spring Boot's own layout.
			}
			case "ecs" -> derived.put("logging.structured.format.console", "ecs");
			default -> throw new InvalidSetting("LOG_FORMAT", format, "must be plain or ecs");
		}
		environment.getPropertySources().addFirst(new MapPropertySource("wxo-media-service", derived));
	}

	private static void trimVariables(ConfigurableEnvironment environment) {
		MutablePropertySources sources = environment.getPropertySources();
		if (!sources.contains(VARIABLES)) {
			return;
		}
		Map<String, Object> trimmed = new HashMap<>();
		environment.getSystemEnvironment().forEach((name, value) -> {
			String text = String.valueOf(value).strip();
			if (!text.isEmpty()) {
				trimmed.put(name, text);
			}
		});
		sources.replace(VARIABLES, new SystemEnvironmentPropertySource(VARIABLES, trimmed));
	}

	/**
	 * A shell takes quotes away; Docker, Podman and Kubernetes pass them on as part of
	 * the value, and a token in quotes is another token.
	 */
	private static void checkQuotes(ConfigurableEnvironment environment) {
		PropertySource<?> variables = environment.getPropertySources().get(VARIABLES);
		if (variables == null) {
			return;
		}
		for (String name : ServiceVariables.names()) {
			String value = String.valueOf(variables.getProperty(name));
			if (QUOTED.matcher(value).matches()) {
				throw new InvalidSetting(name, "must not be in quotes: remove the " + value.charAt(0)
						+ " at both ends of its value. A shell takes them away, docker run --env-file does not");
			}
		}
	}

	/**
	 * Spring Boot would fail on it in places that do not name it.
	 */
	private static void checkPort(String variable, String port) {
		if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
			throw new InvalidSetting(variable, port, "must be a port, 0 to 65535");
		}
	}

	/**
	 * Drivers are chosen by it, and providers hand out addresses of another form, with
	 * the password in them.
	 */
	private static void checkDatabase(@Nullable String url) {
		if (url != null && !url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
			throw new InvalidSetting("SPRING_DATASOURCE_URL", url.replaceFirst("(?s)[:/].*", ":***"),
					"must begin with jdbc:postgresql://; user and password go into SPRING_DATASOURCE_USERNAME"
							+ " and SPRING_DATASOURCE_PASSWORD");
		}
	}

	/**
	 * One process has the embedded database, so it must do everything.
	 */
	private static void checkRole(String role, @Nullable String url) {
		boolean shared = url != null && url.startsWith("jdbc:postgresql:");
		if (!shared && (role.equalsIgnoreCase("web") || role.equalsIgnoreCase("worker"))) {
			throw new InvalidSetting("ROLE", role, "needs a database that several instances share; set"
					+ " SPRING_DATASOURCE_URL to a jdbc:postgresql:// address, or leave ROLE unset");
		}
	}

	private static void checkCompilation(String jit) {
		if (!jit.equalsIgnoreCase("light") && !jit.equalsIgnoreCase("full")) {
			throw new InvalidSetting("JIT", jit, "must be light or full");
		}
	}

	private static boolean isDemo(ConfigurableEnvironment environment) {
		String demo = environment.getProperty("DEMO", "false");
		return switch (demo.toLowerCase(Locale.ROOT)) {
			case "true", "1", "yes", "on" -> true;
			case "false", "0", "no", "off" -> false;
			default -> throw new InvalidSetting("DEMO", demo, "must be true or false");
		};
	}

}
