package io.wxomedia.storage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link S3ObjectStorage} against a second implementation of the S3 API, where
 * Docker is.
 */
@Testcontainers(disabledWithoutDocker = true)
class LocalStackTests {

	/**
	 * Later images do not start without an account's token.
	 */
	@Container
	private static final LocalStackContainer localStack = new LocalStackContainer("localstack/localstack:4.4.0")
		.withServices("s3");

	@Test
	void objectsArePutListedReadAndLinked() throws Exception {
		createBucket("results");
		byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
		String key = "results/é + 100%.png";
		try (S3ObjectStorage storage = storage()) {
			storage.put("results", key,
					new ObjectStorage.Content("image/png", hello.length, () -> new ByteArrayInputStream(hello)));
			List<String> keys = new ArrayList<>();
			storage.list("results", "results/", keys::add);
			assertThat(keys).containsExactly(key);
			try (InputStream object = storage.get("results", key)) {
				assertThat(object.readAllBytes()).isEqualTo(hello);
			}
			URI link = storage.link("results", key, Duration.ofMinutes(1));
			HttpResponse<byte[]> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo(hello);
			assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
		}
	}

	@Test
	void putToUnknownBucketSaysSo() {
		byte[] large = new byte[5_000_000];
		try (S3ObjectStorage storage = storage()) {
			assertThatExceptionOfType(StorageFailure.class)
				.isThrownBy(() -> storage.put("no-such-bucket", "a.png",
						new ObjectStorage.Content("image/png", large.length, () -> new ByteArrayInputStream(large))))
				.withMessageContaining("NoSuchBucket");
		}
	}

	private static void createBucket(String bucket) {
		try (S3Client client = S3Client.builder()
			.endpointOverride(localStack.getEndpoint())
			.region(Region.of(localStack.getRegion()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(localStack.getAccessKey(), localStack.getSecretKey())))
			.forcePathStyle(true)
			.httpClientBuilder(Apache5HttpClient.builder())
			.build()) {
			client.createBucket((request) -> request.bucket(bucket));
		}
	}

	private static S3ObjectStorage storage() {
		return new S3ObjectStorage(
				new StorageProperties(localStack.getEndpoint().toString(), null, localStack.getRegion(),
						localStack.getAccessKey(), localStack.getSecretKey(), null, "results", null, "", "", 900));
	}

}
