package io.wxomedia;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the settings of the demo, which nobody would miss if their names led nowhere.
 */
class DemoSettingsTests {

	@Test
	void demoSetsOnlyWhatTheServiceReads() throws IOException {
		assertThat(names("application.yml")).containsAll(names("application-demo.yml"));
	}

	@Test
	void demoNeedsNoCallbackAddress() throws IOException {
		assertThat(names("application-demo.yml")).contains("media.submission.polling");
	}

	private static Set<String> names(String file) throws IOException {
		Set<String> names = new TreeSet<>();
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load(file, new ClassPathResource(file));
		for (PropertySource<?> source : sources) {
			names.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
		}
		return names;
	}

}
