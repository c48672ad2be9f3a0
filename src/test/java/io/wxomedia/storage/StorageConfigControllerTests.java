package io.wxomedia.storage;

import org.junit.jupiter.api.Test;

import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StorageConfigController}.
 */
class StorageConfigControllerTests {

	@Test
	void showsSettingsAndNoCredential() {
		StorageProperties properties = new StorageProperties("https://s3.example.com", null, "eu-de", "key-id",
				"secret", "inputs", "outputs", null, "in/", "out", 60);
		assertThat(tester(properties).get().uri("/cos/config")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"endpoint":"https://s3.example.com","region":"eu-de","input_bucket":"inputs",
				"output_bucket":"outputs","input_prefix":"in/","output_prefix":"out","presign_expires":60}""");
	}

	@Test
	void whenNothingIsSetShowsNulls() {
		StorageProperties properties = new StorageProperties("", "", "", "", "", "", "", "", "", "", 900);
		assertThat(tester(properties).get().uri("/cos/config")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				{"endpoint":null,"region":"eu-geo","input_bucket":null,"output_bucket":null,"input_prefix":"",
				"output_prefix":"results/batch","presign_expires":900}""");
	}

	private static MockMvcTester tester(StorageProperties properties) {
		return MockMvcTester.of(new StorageConfigController(properties));
	}

}
