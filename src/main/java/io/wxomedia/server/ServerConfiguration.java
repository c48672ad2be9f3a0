package io.wxomedia.server;

import jakarta.servlet.Filter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Configuration for the server below the service, and for the filters that belong to it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransferProperties.class)
class ServerConfiguration {

	@Bean
	TomcatProtocolHandlerCustomizer<DoorProtocol> pace(TransferProperties properties) {
		return (protocol) -> protocol.setMinBytesPerSecond(properties.minBytesPerSecond());
	}

	@Bean
	UpgradedConnections streamConnections() {
		return new UpgradedConnections();
	}

	@Bean
	FilterRegistrationBean<PacedAnswerFilter> pacedAnswerFilter() {
		return at(1, new PacedAnswerFilter());
	}

	@Bean
	FilterRegistrationBean<RequestTargetFilter> requestTargetFilter(JsonMapper json) {
		return at(25, new RequestTargetFilter(json));
	}

	private static <T extends Filter> FilterRegistrationBean<T> at(int place, T filter) {
		FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
		return registration;
	}

	/**
	 * Without an order of its own this comes after the framework's, whose report valve is
	 * the outer one then and finds the answer written.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> doorServer(JsonMapper json) {
		return (factory) -> {
			factory.setProtocol(DoorProtocol.class.getName());
			factory.addContextCustomizers(
					(context) -> context.getParent().getPipeline().addValve(new ProblemReportValve(json)));
		};
	}

}
