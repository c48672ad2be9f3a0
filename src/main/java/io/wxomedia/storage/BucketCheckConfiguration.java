package io.wxomedia.storage;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for checking the buckets, where there are real ones.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
@Conditional(StorageConfiguration.OutsideTheDemoOrConfigured.class)
@EnableConfigurationProperties(StorageProperties.class)
class BucketCheckConfiguration {

	@Bean
	@Order(30)
	InputBucketCheck inputBucketCheck(StorageProperties properties) {
		return new InputBucketCheck(properties);
	}

	@Bean
	@Order(40)
	OutputBucketCheck outputBucketCheck(StorageProperties properties) {
		return new OutputBucketCheck(properties);
	}

}
