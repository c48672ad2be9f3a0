package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/**
 * Gives a service that a test starts on an empty folder an embedded database that is
 * migrated already, a copy of one that is made once: forty migrations are a tenth of a
 * start. What a folder holds is left alone.
 */
public final class MigratedFile implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String FILE = "db/media.mv.db";

	private static byte @Nullable [] migrated;

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		Environment settings = context.getEnvironment();
		String url = settings.getProperty("spring.datasource.url", "");
		String data = settings.getProperty("media.data-dir", "");
		if (!(context instanceof WebServerApplicationContext) || data.isEmpty()
				|| !url.startsWith("jdbc:h2:async:" + data + "/db/media;")) {
			return;
		}
		Path file = Path.of(data).resolve(FILE);
		try {
			if (Files.notExists(file)) {
				byte[] content = migrated(url.substring(url.indexOf(';')));
				Files.createDirectories(file.getParent());
				Files.write(file, content);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static synchronized byte[] migrated(String options) throws IOException {
		byte[] known = migrated;
		if (known == null) {
			Path folder = Files.createTempDirectory("migrated");
			Flyway.configure()
				.dataSource("jdbc:h2:async:" + folder.resolve("db/media") + options, "", "")
				.load()
				.migrate();
			known = Files.readAllBytes(folder.resolve(FILE));
			migrated = known;
			FileSystemUtils.deleteRecursively(folder);
		}
		return known;
	}

}
