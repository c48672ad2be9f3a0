package io.wxomedia.console;

import io.wxomedia.web.PublicUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells where the page is, before anything else that somebody new should read.
 */
class PageAddress {

	private static final Logger logger = LoggerFactory.getLogger(PageAddress.class);

	private final PublicUrl publicUrl;

	private final HostTicket ticket;

	PageAddress(PublicUrl publicUrl, HostTicket ticket) {
		this.publicUrl = publicUrl;
		this.ticket = ticket;
	}

	/**
	 * One event of several lines, so that an address is copied without the beginning of a
	 * log line. The link is the demo's alone, whose key is printed as well.
	 */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	@EventListener(ApplicationReadyEvent.class)
	void tell() {
		String page = this.publicUrl.get() + "/";
		logger.info("Open the page: {}{}", page,
				this.ticket.unused()
					.map((unused) -> "\n  and as the host of a workshop, by a link that works once: " + page
							+ "#/host?ticket=" + unused)
					.orElse(""));
	}

}
