package io.wxomedia.storage;

import java.time.Clock;

import io.wxomedia.monitoring.RecentTraffic;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for seeing how the store does. The demo's directory is no neighbour, so
 * only the real one is watched.
 */
@Configuration(proxyBeanMethods = false)
class MonitoredStorage {

	@Bean
	RecentTraffic storageHealthIndicator(Clock clock) {
		return new RecentTraffic(clock);
	}

	@Bean
	static BeanPostProcessor watchedStorage(
			@Qualifier("storageHealthIndicator") ObjectProvider<RecentTraffic> traffic) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof S3ObjectStorage storage) ? new WatchedStorage(storage, traffic.getObject())
						: bean;
			}

		};
	}

}
