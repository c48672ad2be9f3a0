package io.wxomedia.workflow;

import java.net.URI;
import java.time.Duration;

import io.wxomedia.storage.StorageProperties;
import io.wxomedia.testing.NoPayloads;
import io.wxomedia.testing.NoStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Bucket}: which links a provider on the internet is given.
 */
class BucketTests {

	@ParameterizedTest
	@CsvSource({ "https://s3.eu-de.cloud-object-storage.appdomain.cloud, , true",
			"https://s3.private.eu-de.cloud-object-storage.appdomain.cloud, , false",
			"https://s3.private.eu-de.cloud-object-storage.appdomain.cloud, https://s3.eu-de.cloud-object-storage.appdomain.cloud, true",
			"http://localhost:9000, , false", "http://minio:9000, , false",
			"http://minio:9000, https://media.example.com, true" })
	void providerIsGivenALinkThatItCanFollowOrNone(String endpoint, @Nullable String publicEndpoint, boolean link) {
		URI found = bucket(endpoint, publicEndpoint).linkForProvider(null, "images/a.png");
		assertThat(found).isEqualTo(link ? URI.create("https://signed.example.com/out/images/a.png?for=PT6H") : null);
	}

	@Test
	void callersAreGivenLinksToAnyStore() {
		assertThat(bucket("http://minio:9000", null).link(null, "images/a.png"))
			.isEqualTo(URI.create("https://signed.example.com/out/images/a.png?for=PT15M"));
	}

	private static Bucket bucket(String endpoint, @Nullable String publicEndpoint) {
		return new Bucket(new NoPayloads(), new Links(), new StorageProperties(endpoint, publicEndpoint, "eu-geo", "id",
				"secret", null, "out", null, "", "", 900));
	}

	/**
	 * Makes links, and nothing else.
	 */
	private static final class Links extends NoStorage {

		@Override
		public URI link(String bucket, String key, Duration validFor) {
			return URI.create("https://signed.example.com/" + bucket + "/" + key + "?for=" + validFor);
		}

	}

}
