package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.MetadataReader;

/**
 * What the framework reads in class files while it looks for beans, kept for the next
 * application that a test starts: the files stay the same, and reading the thousand of
 * them is a third of a start.
 */
public final class SharedScan implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Map<Resource, MetadataReader> read = new ConcurrentHashMap<>();

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (context instanceof DefaultResourceLoader resources) {
			Map<Resource, MetadataReader> cache = resources.getResourceCache(MetadataReader.class);
			cache.putAll(read);
			// By then all have been found; later the framework empties its cache.
			context.addBeanFactoryPostProcessor((beans) -> read.putAll(cache));
		}
	}

	/**
	 * Finds the files themselves only once, too. Not for an application with a web
	 * server, whose resources may be elsewhere.
	 */
	public static final class Files extends PathMatchingResourcePatternResolver {

		private static final Map<String, Resource[]> found = new ConcurrentHashMap<>();

		@Override
		public Resource[] getResources(String pattern) throws IOException {
			if (!pattern.endsWith(".class")) {
				return super.getResources(pattern);
			}
			try {
				return found.computeIfAbsent(pattern, this::find).clone();
			}
			catch (UncheckedIOException ex) {
				throw ex.getCause();
			}
		}

		private Resource[] find(String pattern) {
			try {
				return super.getResources(pattern);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
