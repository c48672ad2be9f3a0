package io.wxomedia.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Tells whoever starts the demo the key that it made, which is worth nothing elsewhere. A
 * key that somebody set is never shown.
 */
class DemoHost {

	private static final Logger logger = LoggerFactory.getLogger(DemoHost.class);

	private final Administration administration;

	DemoHost(Administration administration) {
		this.administration = administration;
	}

	@EventListener(ApplicationReadyEvent.class)
	void tell() {
		String key = this.administration.demoKey();
		if (key != null) {
			logger.info("The demo's administrator key, for workshop sessions and all that concerns everybody:"
					+ "\n  x-api-key: {}", key);
		}
	}

}
