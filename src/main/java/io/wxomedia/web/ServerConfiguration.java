package io.wxomedia.web;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the server below the service.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransferProperties.class)
class ServerConfiguration {

	@Bean
	TomcatProtocolHandlerCustomizer<DoorProtocol> pace(TransferProperties properties) {
		return (protocol) -> protocol.setMinBytesPerSecond(properties.minBytesPerSecond());
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
