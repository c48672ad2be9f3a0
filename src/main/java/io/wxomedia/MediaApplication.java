package io.wxomedia;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Entry point.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class MediaApplication {

	/**
	 * Start the service, or with {@code --preflight} only check whether it would work.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		if (PreflightApplication.isAskedForBy(args)) {
			System.exit(PreflightApplication.run(args, System.out));
		}
		SpringApplication application = new SpringApplication(MediaApplication.class);
		application.setLogStartupInfo(false);
		application.addListeners(new StartLog());
		application.run(args);
	}

}
