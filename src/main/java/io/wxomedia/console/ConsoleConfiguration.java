package io.wxomedia.console;

import io.wxomedia.access.Administration;
import io.wxomedia.web.OpenPath;
import io.wxomedia.web.PublicUrl;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the page. Its files are open to all: they hold nothing, and who opens
 * the page has yet to be asked for a credential.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

	@Bean
	PageFiles pageFiles() {
		return new PageFiles();
	}

	@Bean
	EditOptionsController.Door door(ConsoleProperties properties) {
		return new EditOptionsController.Door(!properties.polling(), properties.inbox());
	}

	@Bean
	HostTicket hostTicket(Administration administration) {
		return new HostTicket(administration);
	}

	@Bean
	PageAddress pageAddress(PublicUrl publicUrl, HostTicket ticket) {
		return new PageAddress(publicUrl, ticket);
	}

	@Bean
	OpenPath hostTicketUse() {
		return new OpenPath("POST", "/console/host");
	}

	@Bean
	OpenPath page() {
		return new OpenPath("GET", "/");
	}

	@Bean
	OpenPath pageFolder() {
		return new OpenPath("GET", "/console/**");
	}

	@Bean
	OpenPath qrCode() {
		return new OpenPath("GET", "/qr.svg");
	}

}
