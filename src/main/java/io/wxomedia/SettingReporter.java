package io.wxomedia;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Says in one line which environment variable keeps the service from starting.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class SettingReporter implements SpringBootExceptionReporter {

	private static final Logger logger = LoggerFactory.getLogger(SettingReporter.class);

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

	private static final Pattern RULE_WITH_VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)* must .*");

	private static final Pattern SECRET = Pattern.compile(".*(KEY|SECRET|TOKEN|PASSWORD).*");

	private static final Pattern USERINFO = Pattern.compile("//[^/\\s]*@");

	private final @Nullable ConfigurableEnvironment environment;

	SettingReporter(@Nullable ConfigurableApplicationContext context) {
		this.environment = (context != null) ? context.getEnvironment() : null;
	}

	@Override
	public boolean reportException(Throwable failure) {
		String line = describe(failure);
		if (line == null) {
			return false;
		}
		logger.error("The service cannot start: {}", line);
		return true;
	}

	private @Nullable String describe(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidSetting) {
				return cause.getMessage();
			}
			if (cause instanceof BindException bind && this.environment != null) {
				return describe(bind, this.environment);
			}
			if (cause instanceof FileSystemException file && this.environment != null) {
				return describe(file, this.environment);
			}
		}
		return null;
	}

	/**
	 * Whatever needs the folder first fails, and does not know where its name came from.
	 */
	private static @Nullable String describe(FileSystemException failure, ConfigurableEnvironment environment) {
		String folder = environment.getProperty("DATA_DIR");
		String file = failure.getFile();
		if (folder == null || file == null || !Path.of(file).startsWith(folder)) {
			return null;
		}
		return "DATA_DIR=" + folder + " cannot be used (" + failure.getClass().getSimpleName() + ": "
				+ failure.getMessage() + "). Check that the folder belongs to the user that runs the service, that it"
				+ " is mounted for writing and that the disk is not full";
	}

	private static @Nullable String describe(BindException failure, ConfigurableEnvironment environment) {
		BindValidationException invalid = invalid(failure);
		if (invalid != null) {
			ObjectError error = invalid.getValidationErrors().getAllErrors().get(0);
			String field = (error instanceof FieldError fieldError) ? fieldError.getField() : error.getObjectName();
			String property = invalid.getValidationErrors().getName() + "." + dashed(field);
			Object value = (error instanceof FieldError fieldError) ? fieldError.getRejectedValue() : "";
			return line(property, value, error.getDefaultMessage(), environment);
		}
		String property = (failure.getProperty() != null) ? failure.getProperty().getName().toString()
				: failure.getName().toString();
		Object value = (failure.getProperty() != null) ? failure.getProperty().getValue() : null;
		return line(property, value, rule(failure), environment);
	}

	private static @Nullable String line(String property, @Nullable Object value, @Nullable String rule,
			ConfigurableEnvironment environment) {
		String variable = variable(property, environment);
		if (variable == null) {
			// A rule between several settings has no property of its own.
			return (rule != null && RULE_WITH_VARIABLE.matcher(rule).matches()) ? rule : null;
		}
		String given = environment.getProperty(variable, String.valueOf(value));
		String shown = SECRET.matcher(variable).matches() ? "***" : USERINFO.matcher(given).replaceAll("//***@");
		// A message may name its variable itself.
		String text = String.valueOf(rule);
		return text.startsWith(variable) ? text : variable + "=" + shown + ": " + text;
	}

	/**
	 * Find the variable behind a property: application.yml holds the property with a
	 * placeholder for it.
	 */
	private static @Nullable String variable(String property, ConfigurableEnvironment environment) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof OriginTrackedMapPropertySource file) {
				for (String key : file.getPropertyNames()) {
					if (ConfigurationPropertyName.adapt(key, '.').equals(name)) {
						Matcher matcher = VARIABLE.matcher(String.valueOf(file.getProperty(key)));
						return matcher.find() ? matcher.group(1) : reference(file.getProperty(key), environment);
					}
				}
			}
		}
		return null;
	}

	private static @Nullable String reference(@Nullable Object value, ConfigurableEnvironment environment) {
		Matcher matcher = Pattern.compile("\\$\\{([a-z][a-z0-9.-]*)").matcher(String.valueOf(value));
		return matcher.find() ? variable(matcher.group(1), environment) : null;
	}

	private static @Nullable BindValidationException invalid(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindValidationException invalid) {
				return invalid;
			}
		}
		return null;
	}

	private static String rule(Throwable failure) {
		Throwable root = failure;
		Class<?> type = Object.class;
		while (root.getCause() != null) {
			root = root.getCause();
			if (root instanceof ConversionFailedException conversion) {
				type = conversion.getTargetType().getType();
			}
		}
		if (type.isEnum()) {
			return "must be one of " + words(type);
		}
		if (type == Duration.class) {
			return "must be a time with its unit, for instance 7d or 12h";
		}
		if (type == DataSize.class) {
			return "must be a size: bytes, or with its unit, for instance 512MB or 2GB";
		}
		if (root instanceof NumberFormatException) {
			return "must be a whole number";
		}
		String message = String.valueOf(root.getMessage());
		if (message.contains("Invalid boolean value")) {
			return "must be true or false";
		}
		return message;
	}

	private static String words(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
	}

	private static String dashed(String field) {
		return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

}
