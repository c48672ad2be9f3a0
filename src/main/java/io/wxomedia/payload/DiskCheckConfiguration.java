package io.wxomedia.payload;

import java.nio.file.Path;

import io.wxomedia.preflight.ProvidesChecks;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/**
 * Configuration for checking the disk.
 */
@Configuration(proxyBeanMethods = false)
@ProvidesChecks
class DiskCheckConfiguration {

	@Bean
	@Order(60)
	DiskCheck diskCheck(@Value("${spring.datasource.url}") String databaseUrl, @Value("${media.data-dir}") Path dataDir,
			@Value("${media.job.max-queued}") long maxQueued,
			@Value("${media.job.max-queued-bytes}") DataSize maxQueuedBytes,
			@Value("${media.payload.min-free}") DataSize minFree,
			@Value("${media.submission.max-base64-chars}") long maxBase64Chars) {
		boolean needed = databaseUrl.startsWith("jdbc:h2:");
		long queue = Math.min(maxQueued * (maxBase64Chars / 4 * 3), maxQueuedBytes.toBytes());
		return new DiskCheck(dataDir, needed, queue + minFree.toBytes(), System::nanoTime);
	}

}
