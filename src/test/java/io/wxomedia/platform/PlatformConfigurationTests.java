package io.wxomedia.platform;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlatformConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlatformConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(PlatformConfiguration.class)
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:x", "media.data-dir=/data",
				"media.queue.shutdown-grace-seconds=25");

	@Test
	void warningsAreLoggedAtTheStart(CapturedOutput output) {
		this.runner.withPropertyValues("CE_APP=media").run((context) -> {
			context.publishEvent(started(context.getSourceApplicationContext()));
			assertThat(output.getOut().lines().filter((line) -> line.contains("SPRING_DATASOURCE_URL"))).hasSize(1);
			assertThat(output.getOut().lines().filter((line) -> line.contains("SHUTDOWN_GRACE_SECONDS=540")))
				.hasSize(1);
		});
	}

	@Test
	void onADevelopersMachineNothingIsLogged(CapturedOutput output) {
		this.runner.run((context) -> {
			context.publishEvent(started(context.getSourceApplicationContext()));
			assertThat(context.getBean(PlatformAdvice.class).warnings()).isEmpty();
			assertThat(output.getOut()).doesNotContain("SPRING_DATASOURCE_URL");
		});
	}

	private static ApplicationStartedEvent started(ConfigurableApplicationContext context) {
		return new ApplicationStartedEvent(new SpringApplication(), new String[0], context, Duration.ZERO);
	}

}
