package io.wxomedia.monitoring;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;

/**
 * Readiness with its reasons, for those who run the service. Probes and strangers get the
 * status alone, from {@code /actuator/health/readiness}; this is protected like the
 * metrics.
 */
@Endpoint(id = "readiness")
class ReadinessEndpoint {

	private final HealthEndpoint health;

	ReadinessEndpoint(HealthEndpoint health) {
		this.health = health;
	}

	@ReadOperation
	@Nullable HealthDescriptor readiness() {
		return this.health.healthForPath("readiness");
	}

}
