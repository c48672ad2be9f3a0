package io.wxomedia.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for liveness and readiness, with the settings of the service.
 */
class HealthGroupTests {

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicInteger questions = new AtomicInteger();

	private final RecentTraffic provider = new RecentTraffic(Clock.systemUTC());

	private final RecentTraffic storage = new RecentTraffic(Clock.systemUTC());

	private volatile Runnable database = () -> {
	};

	private final DatabaseHealth databaseHealth = new DatabaseHealth(() -> this.database.run(), Duration.ofSeconds(30));

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withPropertyValues("DATA_DIR=target")
		.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
				AvailabilityProbesAutoConfiguration.class))
		.withBean("databaseHealthIndicator", DatabaseHealth.class, () -> this.databaseHealth)
		.withBean("providerHealthIndicator", RecentTraffic.class, () -> this.provider)
		.withBean("storageHealthIndicator", RecentTraffic.class, () -> this.storage)
		.withBean("diskHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build());

	@AfterEach
	void release() {
		this.released.countDown();
		this.databaseHealth.close();
	}

	@Test
	void serviceThatRunsIsLiveAndReady() {
		run((started) -> {
			assertStatus(started, "liveness", "UP", 200);
			assertStatus(started, "readiness", "UP", 200);
		});
	}

	@Test
	void databaseThatFailsIsNoReasonToRestart() {
		this.database = () -> {
			throw new IllegalStateException("gone");
		};
		run((started) -> {
			assertStatus(started, "liveness", "UP", 200);
			assertStatus(started, "readiness", "DOWN", 503);
		});
	}

	@Test
	void neighboursThatFailDoNotTakeTheInstanceOut() {
		for (int i = 0; i < 5; i++) {
			this.provider.failed();
			this.storage.failed();
		}
		run((started) -> {
			assertStatus(started, "liveness", "UP", 200);
			assertStatus(started, "readiness", "DEGRADED", 200);
		});
	}

	@Test
	void serviceThatStopsIsNotReadyWhateverItsNeighboursDo() {
		for (int i = 0; i < 5; i++) {
			this.provider.failed();
		}
		run((started) -> {
			AvailabilityChangeEvent.publish(started, ReadinessState.REFUSING_TRAFFIC);
			assertStatus(started, "readiness", "OUT_OF_SERVICE", 503);
		});
	}

	@Test
	void databaseThatHangsIsAskedOnceByAllProbes() {
		this.database = () -> {
			this.questions.incrementAndGet();
			await(this.released);
		};
		DatabaseHealth impatient = new DatabaseHealth(() -> this.database.run(), Duration.ofMillis(50));
		try {
			for (int i = 0; i < 5; i++) {
				assertThat(impatient.health().getStatus().getCode()).isEqualTo("DOWN");
			}
			assertThat(this.questions).hasValueLessThanOrEqualTo(1);
		}
		finally {
			impatient.close();
		}
	}

	@Test
	void databaseThatComesBackIsUpAgain() {
		this.database = () -> {
			throw new IllegalStateException("gone");
		};
		assertThat(this.databaseHealth.health().getDetails()).containsEntry("error",
				"java.lang.IllegalStateException: gone");
		this.database = () -> {
		};
		assertThat(this.databaseHealth.health().getStatus().getCode()).isEqualTo("UP");
	}

	private void run(Check check) {
		this.context.run((started) -> {
			AvailabilityChangeEvent.publish(started, LivenessState.CORRECT);
			AvailabilityChangeEvent.publish(started, ReadinessState.ACCEPTING_TRAFFIC);
			check.of(started);
		});
	}

	private static void assertStatus(ApplicationContext context, String group, String status, int http) {
		assertThat(context.getBean(HealthEndpoint.class).healthForPath(group)).satisfies((health) -> {
			assertThat(health.getStatus().getCode()).isEqualTo(status);
			assertThat(context.getBean(HttpCodeStatusMapper.class).getStatusCode(health.getStatus())).isEqualTo(http);
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Looks at a running context.
	 */
	@FunctionalInterface
	private interface Check {

		void of(ApplicationContext context);

	}

}
