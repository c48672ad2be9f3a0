package io.wxomedia;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Entry point.
 */
@SpringBootApplication(excludeName = { MediaApplication.KOTLIN_IN_DOCUMENTS, MediaApplication.KOTLIN_IN_JSON,
		MediaApplication.OLDER_JSON_OF_ENDPOINTS })
@ConfigurationPropertiesScan
public class MediaApplication {

	/**
	 * Kotlin is there for OpenAI's SDK, and nothing that is documented is written in it.
	 * What springdoc does for it would load 1,300 classes at each start.
	 */
	static final String KOTLIN_IN_DOCUMENTS = "org.springdoc.core.configuration.SpringDocKotlinConfiguration";

	/**
	 * Likewise.
	 */
	static final String KOTLIN_IN_JSON = "org.springdoc.core.configuration.SpringDocJacksonKotlinModuleConfiguration";

	/**
	 * The actuator's endpoints are written with the Jackson that all else is written
	 * with. The older one is there for OpenAI's SDK and springdoc.
	 */
	static final String OLDER_JSON_OF_ENDPOINTS = "org.springframework.boot.actuate.autoconfigure.endpoint.jackson.Jackson2EndpointAutoConfiguration";

	/**
	 * Start the service, or with {@code --preflight} only check whether it would work.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		if (PreflightApplication.isAskedForBy(args)) {
			System.exit(PreflightApplication.run(args, System.out));
		}
		// It makes ahead, on another thread, what this service has no use for in part:
		// converters with the older Jackson and Kotlin's reflection.
		System.setProperty("spring.backgroundpreinitializer.ignore", "true");
		SpringApplication application = new SpringApplication(MediaApplication.class);
		application.setLogStartupInfo(false);
		application.addListeners(new LightCompilation(), new StartLog());
		application.run(args);
	}

}
