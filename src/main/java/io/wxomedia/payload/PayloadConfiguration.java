package io.wxomedia.payload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for payloads: files under DATA_DIR beside the embedded database, rows in
 * a database that several instances can share.
 */
@Configuration(proxyBeanMethods = false)
class PayloadConfiguration {

	@Bean
	PayloadStore payloadStore(@Value("${spring.datasource.url}") String databaseUrl,
			@Value("${media.data-dir}") Path dataDir, JdbcClient jdbc, Clock clock) throws IOException {
		if (databaseUrl.startsWith("jdbc:h2:")) {
			return new FilePayloadStore(dataDir.toAbsolutePath().normalize().resolve("payloads"));
		}
		return new DatabasePayloadStore(jdbc, clock);
	}

}
