package io.wxomedia.testing;

import java.util.Objects;

import jakarta.validation.ClockProvider;
import jakarta.validation.Configuration;
import jakarta.validation.ConstraintValidatorFactory;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.ParameterNameProvider;
import jakarta.validation.TraversableResolver;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorContext;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.spi.BootstrapState;
import jakarta.validation.spi.ConfigurationState;
import jakarta.validation.spi.ValidationProvider;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The service's validator, made once for all applications that a test process starts:
 * what it knows of the settings' constraints stays the same, and finding it out is a
 * sixth of a start. Found as a service, before the real one.
 */
public final class SharedValidation implements ValidationProvider<HibernateValidatorConfiguration> {

	private static final HibernateValidator real = new HibernateValidator();

	private static @Nullable TraversableResolver resolver;

	private static @Nullable ValidatorFactory factory;

	@Override
	public HibernateValidatorConfiguration createSpecializedConfiguration(BootstrapState state) {
		return real.createSpecializedConfiguration(state);
	}

	/**
	 * There is no validation.xml, nor JPA, which would be looked for on the whole class
	 * path.
	 */
	@Override
	public Configuration<?> createGenericConfiguration(BootstrapState state) {
		Configuration<?> configuration = real.createGenericConfiguration(state);
		synchronized (SharedValidation.class) {
			if (resolver == null) {
				resolver = configuration.getDefaultTraversableResolver();
			}
			return configuration.ignoreXmlConfiguration().traversableResolver(resolver);
		}
	}

	@Override
	public ValidatorFactory buildValidatorFactory(ConfigurationState state) {
		synchronized (SharedValidation.class) {
			if (factory == null) {
				factory = real.buildValidatorFactory(state);
			}
			return new Unclosed(Objects.requireNonNull(factory));
		}
	}

	/**
	 * Others go on with it when one application ends.
	 */
	private record Unclosed(ValidatorFactory factory) implements ValidatorFactory {

		@Override
		public Validator getValidator() {
			return this.factory.getValidator();
		}

		@Override
		public ValidatorContext usingContext() {
			return this.factory.usingContext();
		}

		@Override
		public MessageInterpolator getMessageInterpolator() {
			return this.factory.getMessageInterpolator();
		}

		@Override
		public TraversableResolver getTraversableResolver() {
			return this.factory.getTraversableResolver();
		}

		@Override
		public ConstraintValidatorFactory getConstraintValidatorFactory() {
			return this.factory.getConstraintValidatorFactory();
		}

		@Override
		public ParameterNameProvider getParameterNameProvider() {
			return this.factory.getParameterNameProvider();
		}

		@Override
		public ClockProvider getClockProvider() {
			return this.factory.getClockProvider();
		}

		@Override
		public <T> T unwrap(Class<T> type) {
			return this.factory.unwrap(type);
		}

		@Override
		public void close() {
			// The process is its owner.
		}

	}

}
