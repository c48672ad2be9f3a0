package io.wxomedia.web;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Configuration for an instance that takes no requests.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "media.queue.role", havingValue = "worker")
class WorkerOnlyConfiguration {

	/**
	 * After the token filter: a stranger learns nothing of the roles.
	 */
	@Bean
	FilterRegistrationBean<WorkerFilter> workerFilter(JsonMapper json) {
		FilterRegistrationBean<WorkerFilter> registration = new FilterRegistrationBean<>(new WorkerFilter(json));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 30);
		return registration;
	}

}
