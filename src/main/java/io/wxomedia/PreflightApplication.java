package io.wxomedia;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Preflight;
import io.wxomedia.preflight.ProvidesChecks;
import io.wxomedia.preflight.Report;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * The preflight on the command line. Its context holds the checks and what they need, and
 * nothing else: no web server, no queue, no migration of the database, so that it can run
 * beside the service.
 */
final class PreflightApplication {

	private static final String OPTION = "--preflight";

	private static final String INDENT = " ".repeat(9);

	private PreflightApplication() {
	}

	/**
	 * Return whether the command line asks for a preflight.
	 */
	static boolean isAskedForBy(String[] args) {
		return Stream.of(args).anyMatch((arg) -> arg.equals(OPTION) || arg.startsWith(OPTION + "="));
	}

	/**
	 * Run the checks and print what they find.
	 * @param args the command line
	 * @param out where to print
	 * @return the exit code: 0 if there is no problem, else 1
	 */
	static int run(String[] args, PrintStream out) {
		SpringApplication application = new SpringApplication(Checks.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		application.setRegisterShutdownHook(false);
		application.setDefaultProperties(Map.of("logging.level.root", "error"));
		application.addInitializers((context) -> adapt(context.getEnvironment()));
		String[] others = Stream.of(args).filter((arg) -> !isAskedForBy(new String[] { arg })).toArray(String[]::new);
		try (ConfigurableApplicationContext context = application.run(others)) {
			Report report = context.getBean(Preflight.class).report(callbackUrl(args));
			print(report, out);
			return report.ok() ? 0 : 1;
		}
	}

	private static @Nullable String callbackUrl(String[] args) {
		return Stream.of(args)
			.filter((arg) -> arg.startsWith(OPTION + "="))
			.map((arg) -> arg.substring(OPTION.length() + 1))
			.filter(StringUtils::hasText)
			.findFirst()
			.orElse(null);
	}

	/**
	 * An embedded database is looked at, never made or changed. Without a pool the driver
	 * says itself what is wrong.
	 */
	private static void adapt(ConfigurableEnvironment environment) {
		String url = Objects.requireNonNull(environment.getProperty("spring.datasource.url"));
		String readOnly = url.startsWith("jdbc:h2:") ? url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r" : url;
		environment.getPropertySources()
			.addFirst(new MapPropertySource("preflight", Map.of("spring.datasource.url", readOnly,
					"spring.datasource.type", "org.springframework.jdbc.datasource.SimpleDriverDataSource")));
	}

	private static void print(Report report, PrintStream out) {
		int width = report.checks().stream().mapToInt((line) -> line.check().length()).max().orElse(0);
		for (Finding line : report.checks()) {
			String level = pad(line.level().name(), INDENT.length());
			out.println(level + pad(line.check(), width + 2) + line.message());
			if (line.mend() != null) {
				out.println(INDENT + " ".repeat(width + 2) + line.mend());
			}
		}
		List<Finding> bad = report.checks().stream().filter((line) -> line.mend() != null).toList();
		out.println(report.ok() ? (bad.isEmpty() ? "Everything is ready." : "No problem, but see the warnings.")
				: "There are problems: jobs will fail.");
		out.flush();
	}

	private static String pad(String text, int width) {
		return text + " ".repeat(width - text.length());
	}

	/**
	 * The checks and what they need, and all settings: those that no check needs must be
	 * right as well.
	 */
	@ConfigurationPropertiesScan
	@ComponentScan(useDefaultFilters = false, includeFilters = @ComponentScan.Filter(ProvidesChecks.class))
	@Import(ClockConfiguration.class)
	@ImportAutoConfiguration(DataSourceAutoConfiguration.class)
	static class Checks {

	}

}
