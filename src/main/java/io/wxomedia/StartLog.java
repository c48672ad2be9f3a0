package io.wxomedia;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Tells of the start in two short lines. Spring Boot's own hold two paths and do not fit
 * a terminal.
 */
class StartLog implements ApplicationListener<SpringApplicationEvent> {

	private static final Logger logger = LoggerFactory.getLogger(MediaApplication.class);

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationPreparedEvent prepared) {
			List<String> profiles = List.of(prepared.getApplicationContext().getEnvironment().getActiveProfiles());
			logger.info("Starting with Java {}, process {}{}", Runtime.version().feature(),
					ProcessHandle.current().pid(), profiles.isEmpty() ? "" : ", " + String.join(", ", profiles));
		}
		else if (event instanceof ApplicationReadyEvent ready && ready.getTimeTaken() != null) {
			logger.info("Started in {} s", seconds(ready.getTimeTaken()));
		}
	}

	private static BigDecimal seconds(Duration duration) {
		return BigDecimal.valueOf(duration.toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
	}

}
