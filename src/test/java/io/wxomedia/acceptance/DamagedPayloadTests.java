package io.wxomedia.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for files that a disk cuts, empties or changes while the service needs them.
 */
@TestPropertySource(properties = { "MAX_CONCURRENT_JOBS=1", "CALLBACK_BACKOFF_SECONDS=3", "CALLBACK_MAX_RETRIES=2" })
@DirtiesContext
class DamagedPayloadTests extends RunningService {

	@Autowired
	private Environment environment;

	@ParameterizedTest
	@ValueSource(strings = { "emptied", "cut", "flipped", "removed" })
	void damagedInputIsNotSentToTheProviderAndItsJobSaysSo(String damage) throws IOException {
		provider.willReturn(TestImages.png(), Duration.ofSeconds(3));
		String running = submit();
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).hasSize(1));
		Set<Path> before = files();
		String waiting = submit();
		damage(added(before), damage);
		assertThat(receiver.take(running, PATIENCE).json().path("status").asString()).isEqualTo("completed");
		JsonNode callback = receiver.take(waiting, PATIENCE).json();
		assertThat(callback.path("status").asString()).isEqualTo("failed");
		assertThat(callback.path("error").asString()).contains("The input image was damaged or lost");
		assertThat(this.service.job(waiting).path("attempts").asInt()).isZero();
		assertThat(provider.edits()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "emptied", "cut", "flipped" })
	void damagedResultIsNotSentAsIfItWereWhole(String damage) throws IOException {
		Set<Path> before = files();
		receiver.willAnswer(503);
		String job = submit();
		assertThat(receiver.take(job, PATIENCE).json().path("status").asString()).isEqualTo("completed");
		damage(added(before), damage);
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.job(job).at("/callback/state").asString()).isEqualTo("dead_letter"));
		assertThat(receiver.received(job)).hasSize(1);
		assertThat(this.service.get("/jobs/" + job + "/deliveries").json().at("/deliveries/1/error").asString())
			.contains("damaged");
		Answer result = this.service.get("/jobs/" + job + "/result");
		RefusalTests.assertRefused(result, 410, "result_damaged");
	}

	private String submit() {
		return this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
	}

	private Set<Path> files() throws IOException {
		Path payloads = Path.of(this.environment.getRequiredProperty("DATA_DIR"), "payloads");
		try (Stream<Path> files = Files.walk(payloads)) {
			return files.filter(Files::isRegularFile).collect(Collectors.toSet());
		}
	}

	private Path added(Set<Path> before) {
		return Eventually.value(PATIENCE, () -> {
			Set<Path> now = new HashSet<>(listed());
			now.removeAll(before);
			assertThat(now).hasSize(1);
			return now.iterator().next();
		});
	}

	private Set<Path> listed() {
		try {
			return files();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void damage(Path file, String damage) throws IOException {
		byte[] bytes = Files.readAllBytes(file);
		switch (damage) {
			case "emptied" -> Files.write(file, new byte[0]);
			case "cut" -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
			case "flipped" -> {
				bytes[bytes.length / 3] ^= 4;
				Files.write(file, bytes);
			}
			default -> Files.delete(file);
		}
	}

}
