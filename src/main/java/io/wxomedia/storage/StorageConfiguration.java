package io.wxomedia.storage;

import java.util.stream.Stream;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Configuration for storing objects by the S3 API, unless the demo's directory takes its
 * place.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StorageProperties.class)
class StorageConfiguration {

	@Bean
	@Conditional(OutsideTheDemoOrConfigured.class)
	S3ObjectStorage s3ObjectStorage(StorageProperties properties) {
		return new S3ObjectStorage(properties);
	}

	/**
	 * Leaves the place of the storage to the demo when nothing of it is configured. A
	 * configuration that has begun is the real one even in the demo: what it lacks is
	 * reported, and never papered over.
	 */
	static class OutsideTheDemoOrConfigured implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			return !environment.acceptsProfiles(Profiles.of("demo"))
					|| Stream.of("endpoint", "access-key-id", "secret-access-key")
						.anyMatch((name) -> StringUtils.hasText(environment.getProperty("media.storage." + name)));
		}

	}

}
