package io.wxomedia;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MediaApplication}.
 */
class MediaApplicationTests {

	/**
	 * Spring takes a name that is no longer right without a word.
	 */
	@Test
	void whatIsLeftOutExists() {
		SpringBootApplication application = MediaApplication.class.getAnnotation(SpringBootApplication.class);
		assertThat(application.excludeName()).isNotEmpty()
			.allSatisfy(
					(name) -> assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).as(name).isTrue());
	}

}
