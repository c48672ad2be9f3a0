package io.wxomedia.web;

import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.jackson.ModelResolver;
import io.wxomedia.platform.Platform;
import org.springdoc.core.customizers.ServerBaseUrlCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;

import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;

/**
 * Configuration for what every endpoint shares.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

	@Bean
	FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
		FilterRegistrationBean<RequestIdFilter> registration = new FilterRegistrationBean<>(new RequestIdFilter());
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
		return registration;
	}

	@Bean
	PublicUrl publicUrl(WebProperties properties, Platform platform) {
		return new DerivedPublicUrl(properties.publicUrl(), platform, properties.port());
	}

	/**
	 * The documentation names the server by its public address, like every link.
	 */
	@Bean
	ServerBaseUrlCustomizer publicServerUrl(PublicUrl publicUrl) {
		return (requested, request) -> publicUrl.get().toString();
	}

	@Bean
	ApiDocument apiDocument(List<OpenPath> open, PublicUrl publicUrl) {
		return new ApiDocument(open, publicUrl);
	}

	@Bean
	ApiProblems apiProblems() {
		return new ApiProblems();
	}

	/**
	 * The library that writes /openapi.json reads types with an older Jackson, which does
	 * not see how ours names their fields: with underscores, unless a type says that it
	 * has the names of Java.
	 */
	@Bean
	ModelResolver documentedNames(ObjectMapperProvider provider) {
		ObjectMapper mapper = provider.jsonMapper().copy();
		mapper.setPropertyNamingStrategy(new DocumentedNames());
		return new ModelResolver(mapper).openapi31(provider.isOpenapi31());
	}

	/**
	 * YAML is answered as the file that it is in. The converter that makes any answer
	 * into YAML, which Spring takes since the document's library brings it, would load
	 * the older Jackson and Kotlin's reflection at each start.
	 */
	@Bean
	ServerHttpMessageConvertersCustomizer yamlAsItIs() {
		ByteArrayHttpMessageConverter yaml = new ByteArrayHttpMessageConverter();
		yaml.setSupportedMediaTypes(List.of(MediaType.APPLICATION_YAML));
		return (converters) -> converters.withYamlConverter(yaml);
	}

	@Bean
	OpenPath health() {
		return new OpenPath(null, "/health");
	}

	@Bean
	OpenPath actuatorHealthItself() {
		return new OpenPath(null, "/actuator/health");
	}

	@Bean
	OpenPath actuatorHealth() {
		return new OpenPath(null, "/actuator/health/**");
	}

	@Bean
	OpenPath docs() {
		return new OpenPath(null, "/docs");
	}

	@Bean
	OpenPath swaggerUi() {
		return new OpenPath(null, "/swagger-ui/**");
	}

	@Bean
	OpenPath openApi() {
		return new OpenPath(null, "/openapi.json");
	}

	@Bean
	OpenPath openApiParts() {
		return new OpenPath(null, "/openapi.json/**");
	}

}
