package io.wxomedia.storage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StorageConfiguration} and {@link StorageProperties}.
 */
class StorageConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(StorageConfiguration.class);

	@Test
	void unconfiguredStartsAndNamesWhatIsMissing() {
		this.runner.withPropertyValues("media.storage.endpoint=", "media.storage.bucket=results")
			.run((context) -> assertThat(context.getBean(ObjectStorage.class).missingSettings())
				.containsExactly("COS_ENDPOINT", "COS_ACCESS_KEY_ID", "COS_SECRET_ACCESS_KEY"));
	}

	@Test
	void inDemoWithoutSettingsLeavesThePlaceToTheDemo() {
		this.runner
			.withPropertyValues("spring.profiles.active=demo", "media.storage.endpoint=",
					"media.storage.access-key-id=", "media.storage.secret-access-key=")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(StorageProperties.class)
				.doesNotHaveBean(ObjectStorage.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "endpoint=s3.example.com", "access-key-id=id", "secret-access-key=secret" })
	void inDemoWithAnySettingUsesTheRealStorage(String property) {
		this.runner.withPropertyValues("spring.profiles.active=demo", "media.storage." + property)
			.run((context) -> assertThat(context).hasSingleBean(S3ObjectStorage.class));
	}

	@Test
	void blankValuesBecomeNullOrDefaults() {
		this.runner
			.withPropertyValues("media.storage.endpoint=", "media.storage.public-endpoint= ", "media.storage.region=",
					"media.storage.access-key-id=", "media.storage.secret-access-key=", "media.storage.input-bucket=",
					"media.storage.output-bucket=", "media.storage.bucket=", "media.storage.input-prefix=",
					"media.storage.output-prefix=")
			.run((context) -> assertThat(context.getBean(StorageProperties.class)).isEqualTo(new StorageProperties(null,
					null, "eu-geo", null, null, null, null, null, "", "results/batch", 900)));
	}

	@Test
	void valuesAreNormalized() {
		this.runner
			.withPropertyValues("media.storage.endpoint= s3.example.com ", "media.storage.secret-access-key=secret",
					"media.storage.bucket=old", "media.storage.input-prefix=in/", "media.storage.output-prefix=/out/")
			.run((context) -> {
				StorageProperties properties = context.getBean(StorageProperties.class);
				assertThat(properties.endpoint()).isEqualTo("https://s3.example.com");
				assertThat(properties.outputBucket()).isEqualTo("old");
				assertThat(properties.inputPrefix()).isEqualTo("in/");
				assertThat(properties.outputPrefix()).isEqualTo("out");
				assertThat(properties).asString().doesNotContain("secret");
			});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "endpoint=ftp://example.com", "endpoint=https://user:word@example.com", "endpoint=not a host",
					"public-endpoint=https://example.com/path", "presign-expires=0", "presign-expires=604801" })
	void wrongValueStopsTheStart(String property) {
		this.runner.withPropertyValues("media.storage." + property).run((context) -> assertThat(context).hasFailed());
	}

}
