package io.wxomedia.link;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Configuration for signed links.
 */
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

	/**
	 * Made only where links are: the key is a file. The demo had the first links, so its
	 * folder is where keys are found that exist.
	 */
	@Bean
	@Lazy
	LinkSigner linkSigner(@Value("${media.data-dir}") Path dataDir, Clock clock) throws IOException {
		return new LinkSigner(LinkKey.in(dataDir.toAbsolutePath().normalize().resolve("demo")), clock);
	}

}
