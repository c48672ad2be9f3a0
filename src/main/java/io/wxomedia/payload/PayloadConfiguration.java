package io.wxomedia.payload;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for payloads: files under DATA_DIR beside the embedded database, rows in
 * a database that several instances can share.
 */
@Configuration(proxyBeanMethods = false)
class PayloadConfiguration {

	@Bean
	PayloadStore payloadStore(@Value("${spring.datasource.url}") String databaseUrl,
			@Value("${media.data-dir}") Path dataDir, PayloadProperties properties, JdbcClient jdbc,
			TransactionTemplate transactions, Clock clock) throws IOException {
		if (databaseUrl.startsWith("jdbc:h2:")) {
			Path folder = dataDir.toAbsolutePath().normalize();
			return new FilePayloadStore(folder.resolve("payloads"), space(folder, properties, clock));
		}
		return new DatabasePayloadStore(jdbc, transactions, clock);
	}

	private static DiskSpace space(Path folder, PayloadProperties properties, Clock clock) throws IOException {
		Files.createDirectories(folder);
		File disk = folder.toFile();
		DiskReserve reserve = DiskReserve.on(folder.resolve("disk.reserve"), disk.getTotalSpace());
		DiskSpace space = new DiskSpace(disk::getUsableSpace, properties.minFree().toBytes(), reserve, clock);
		space.restoreReserve();
		return space;
	}

	@Bean
	DiskHealth diskHealthIndicator(PayloadStore payloads) {
		return new DiskHealth(payloads.space());
	}

}
