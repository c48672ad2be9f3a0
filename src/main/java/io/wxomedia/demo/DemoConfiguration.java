package io.wxomedia.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.stream.Stream;

import io.wxomedia.inbox.ReceivedCallbacks;
import io.wxomedia.link.LinkSigner;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.EditModels;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.web.OpenPath;
import io.wxomedia.web.PublicUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Configuration for what takes the place of OpenAI and object storage in the demo. Either
 * is left out as soon as the real one is configured.
 */
@Configuration(proxyBeanMethods = false)
class DemoConfiguration {

	@Bean
	@Profile("demo")
	Troubles demoTroubles(DemoProperties properties, Clock clock) {
		return new Troubles(properties.upstream(), clock);
	}

	@Bean
	@Profile("demo")
	TroubleController.BuiltIns demoBuiltIns(Environment environment, ObjectProvider<BuiltInEditor> editor,
			ObjectProvider<BuiltInVideoMaker> videos, ObjectProvider<FileObjectStorage> storage) {
		return new TroubleController.BuiltIns(editor.getIfAvailable() != null || videos.getIfAvailable() != null,
				storage.getIfAvailable() != null, environment.getProperty("media.inbox.enabled", Boolean.class, false));
	}

	@Bean
	@Conditional(WithoutOpenAi.class)
	BuiltInEditor builtInEditor(DemoProperties properties, Troubles troubles, PixelBudget budget) {
		return new BuiltInEditor(properties.format(), troubles, budget, Pause.real());
	}

	@Bean
	@Conditional(WithoutOpenAi.class)
	EditModels builtInModels() {
		return new BuiltInModels();
	}

	@Bean
	@Conditional(WithoutOpenAi.class)
	BuiltInGenerator builtInGenerator(Troubles troubles, PixelBudget budget) {
		return new BuiltInGenerator(troubles, budget, Pause.real());
	}

	@Bean
	@Conditional(WithoutOpenAi.class)
	BuiltInModerator builtInModerator() {
		return new BuiltInModerator();
	}

	@Bean
	@Conditional(WithoutFal.class)
	BuiltInVideoMaker builtInVideoMaker(@Value("${media.data-dir}") Path dataDir, Troubles troubles, PixelBudget budget,
			JsonMapper json, Clock clock, DemoProperties properties) {
		VideoFolder videos = new VideoFolder(folder(dataDir).resolve("videos"), json);
		videos.sweep(clock.instant());
		return new BuiltInVideoMaker(videos, troubles, budget, Pause.real(), properties.videoSide());
	}

	@Bean
	@Conditional(WithoutObjectStorage.class)
	FileObjectStorage fileObjectStorage(@Value("${media.data-dir}") Path dataDir, LinkSigner signer,
			PublicUrl publicUrl, StorageProperties properties, Troubles troubles) throws IOException {
		FileObjectStorage storage = new FileObjectStorage(folder(dataDir), signer, publicUrl, troubles::storageRefuses);
		storage.createBucket(bucket(properties.inputBucket()));
		storage.createBucket(bucket(properties.outputBucket()));
		return storage;
	}

	@Bean
	@Conditional(WithoutObjectStorage.class)
	SampleImages sampleImages(FileObjectStorage storage, StorageProperties properties) {
		return new SampleImages(storage, bucket(properties.inputBucket()), properties.inputPrefix());
	}

	@Bean
	@Conditional(WithoutObjectStorage.class)
	OpenPath demoObjects() {
		return new OpenPath("GET", FileObjectStorage.LINKS + "**");
	}

	private static String bucket(@Nullable String configured) {
		return Objects.requireNonNull(configured, "The demo's settings name both buckets");
	}

	static Path folder(Path dataDir) {
		return dataDir.toAbsolutePath().normalize().resolve("demo");
	}

	private static boolean isDemoWithout(Environment environment, String... properties) {
		return environment.acceptsProfiles(Profiles.of("demo"))
				&& Stream.of(properties).noneMatch((name) -> StringUtils.hasText(environment.getProperty(name)));
	}

	/**
	 * Sends the first job, which must not cost anything.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional({ WithoutOpenAi.class, WithoutObjectStorage.class })
	@ConditionalOnBooleanProperty({ "media.inbox.enabled", "media.demo.first-job" })
	static class FirstJobConfiguration {

		@Bean
		FirstJob firstJob(@Value("${media.data-dir}") Path dataDir,
				@Value("${media.demo.first-job-credential:}") String token, ReceivedCallbacks inbox, JsonMapper json,
				PublicUrl publicUrl) {
			return new FirstJob(new FirstSubmission(json, token), new FirstCallback(inbox, json), publicUrl,
					folder(dataDir).resolve("first-job"));
		}

	}

	/**
	 * Matches in the demo, unless object storage is configured, if only in part.
	 */
	static class WithoutObjectStorage implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return isDemoWithout(context.getEnvironment(), "media.storage.endpoint", "media.storage.access-key-id",
					"media.storage.secret-access-key");
		}

	}

	/**
	 * Matches in the demo, unless there is a key for OpenAI.
	 */
	static class WithoutOpenAi implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return isDemoWithout(context.getEnvironment(), "media.openai.api-key");
		}

	}

	/**
	 * Matches in the demo, unless there is a key for fal.
	 */
	static class WithoutFal implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return isDemoWithout(context.getEnvironment(), "media.fal.key");
		}

	}

}
