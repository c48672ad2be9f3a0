package io.wxomedia.wxo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for what else the tool files are good for.
 */
@Configuration(proxyBeanMethods = false)
class ToolConfiguration {

	@Bean
	ToolCallbacks toolCallbacks() {
		return new ToolCallbacks();
	}

}
