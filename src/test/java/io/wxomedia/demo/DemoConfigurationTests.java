package io.wxomedia.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

import io.wxomedia.inbox.ReceivedCallbacks;
import io.wxomedia.job.JobRecords;
import io.wxomedia.payload.PayloadReferences;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.signature.SigningSecrets;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.OpenPath;
import io.wxomedia.web.PublicUrl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoConfiguration} and the inbox and its links.
 */
class DemoConfigurationTests {

	private Path folder;

	private ApplicationContextRunner service;

	private ApplicationContextRunner demo;

	@BeforeEach
	void prepare(@TempDir Path folder) {
		this.folder = folder;
		PublicUrl publicUrl = () -> URI.create("http://localhost");
		this.service = new ApplicationContextRunner().withUserConfiguration(Properties.class, DemoConfiguration.class)
			.withBean(JsonMapper.class, JsonMapper::new)
			.withBean(Clock.class, () -> new MovableClock(Instant.parse("2026-11-21T08:00:00Z")))
			.withBean(PublicUrl.class, () -> publicUrl)
			.withBean(MemoryPayloads.class)
			.withBean(SigningSecrets.class, () -> SigningSecrets.valueOf(""))
			.withBean(PixelBudget.class, () -> new PixelBudget(50_000_000))
			.withBean(JobRecords.class)
			.withBean("jdbcClient", JdbcClient.class, () -> TestDatabase.h2().jdbc())
			.withPropertyValues("media.data-dir=" + this.folder, "media.web.workshop-token=",
					"media.storage.input-bucket=inputs", "media.storage.output-bucket=outputs",
					"media.demo.first-job=true");
		this.demo = this.service.withPropertyValues("spring.profiles.active=demo", "media.inbox.enabled=true");
	}

	@Test
	void theDemoNeedsNothing() {
		this.demo.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(FirstJob.class)
				.hasSingleBean(ReceivedCallbacks.class)
				.hasSingleBean(SampleImages.class);
			assertThat(context.getBean(ImageEditor.class)).isInstanceOf(BuiltInEditor.class);
			assertThat(context.getBean(ObjectStorage.class)).isInstanceOf(FileObjectStorage.class);
			assertThat(context.getBeansOfType(OpenPath.class).values()).containsExactlyInAnyOrder(
					new OpenPath("GET", "/demo/objects/**"), new OpenPath("POST", "/inbox/*"),
					new OpenPath("GET", "/inbox/*/images/*"));
			assertThat(this.folder.resolve("demo/objects/inputs/coffee.jpg")).exists();
			assertThat(this.folder.resolve("demo/objects/outputs")).isDirectory();
		});
	}

	@Test
	void outsideTheDemoThereIsNothing() {
		this.service.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(ImageEditor.class)
				.doesNotHaveBean(ObjectStorage.class)
				.doesNotHaveBean(ReceivedCallbacks.class)
				.doesNotHaveBean(OpenPath.class)
				.hasSingleBean(PayloadReferences.class);
			assertThat(this.folder).isEmptyDirectory();
		});
	}

	@Test
	void theInboxWorksOutsideTheDemo() {
		this.service.withPropertyValues("media.inbox.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(ReceivedCallbacks.class)
				.doesNotHaveBean(FirstJob.class));
	}

	@Test
	void whatIsConfiguredIsTheRealOneAndNoJobCostsMoney() {
		this.demo.withPropertyValues("media.openai.api-key=key")
			.run((context) -> assertThat(context).doesNotHaveBean(ImageEditor.class)
				.hasSingleBean(FileObjectStorage.class)
				.doesNotHaveBean(FirstJob.class));
		this.demo.withPropertyValues("media.storage.access-key-id=id")
			.run((context) -> assertThat(context).hasSingleBean(BuiltInEditor.class)
				.doesNotHaveBean(ObjectStorage.class)
				.doesNotHaveBean(SampleImages.class)
				.doesNotHaveBean(FirstJob.class));
	}

	@Test
	void theFirstJobCanBeSwitchedOff() {
		this.demo.withPropertyValues("media.demo.first-job=false")
			.run((context) -> assertThat(context).hasSingleBean(ReceivedCallbacks.class)
				.doesNotHaveBean(FirstJob.class));
	}

	@Test
	void theEditorPlaysWhatIsAskedFor() {
		this.demo.withPropertyValues("media.demo.upstream=billing-limit", "media.demo.output-format=jpg")
			.run((context) -> assertThat(context).hasSingleBean(BuiltInEditor.class));
		this.demo.withPropertyValues("media.demo.upstream=nonsense").run((context) -> assertThat(context).hasFailed());
	}

	/**
	 * The properties under test, and the inbox and links.
	 */
	@Configuration(proxyBeanMethods = false)
	@ComponentScan(basePackages = { "io.wxomedia.inbox", "io.wxomedia.link" }, useDefaultFilters = false,
			includeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.\\w+Configuration"))
	@EnableConfigurationProperties({ DemoProperties.class, StorageProperties.class })
	static class Properties {

	}

}
