package io.wxomedia.demo;

import java.nio.file.Path;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Configuration for saying in the preflight what the demo has put in the place of what.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
class DemoCheckConfiguration {

	@Bean
	@Order(20)
	@Conditional(DemoConfiguration.WithoutOpenAi.class)
	StandInCheck builtInEditorCheck() {
		return new StandInCheck("openai",
				"The demo's built-in editor edits the images. With OPENAI_API_KEY set, OpenAI does.");
	}

	@Bean
	@Order(40)
	@Conditional(DemoConfiguration.WithoutObjectStorage.class)
	StandInCheck fileObjectStorageCheck(@Value("${media.data-dir}") Path dataDir) {
		return new StandInCheck("output_bucket", "The demo keeps its buckets in " + DemoConfiguration.folder(dataDir)
				+ ". With the COS_ variables set, the real ones are used.");
	}

}
