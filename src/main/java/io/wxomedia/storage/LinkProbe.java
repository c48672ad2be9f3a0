package io.wxomedia.storage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;

import io.wxomedia.preflight.Findings;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Reads an object through a link, as the receiver of a result does.
 */
class LinkProbe {

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final Duration VALID_FOR = Duration.ofMinutes(5);

	private static final int OK = 200;

	/**
	 * How IBM Cloud names the addresses that only its own networks reach.
	 */
	private static final Pattern PRIVATE_ENDPOINT = Pattern.compile("https?://s3\\.(private|direct)\\..*");

	private final StorageProperties properties;

	LinkProbe(StorageProperties properties) {
		this.properties = properties;
	}

	/**
	 * Read an object. The link itself is told to nobody.
	 * @param bucket the bucket
	 * @param key the object
	 * @param content what it holds
	 * @param findings takes what is wrong
	 * @return whether the link works
	 */
	boolean check(String bucket, String key, String content, Findings findings) {
		String endpoint = String.valueOf(this.properties.endpoint());
		if (this.properties.publicEndpoint() == null && isPrivate(endpoint)) {
			findings.warning("Links to results lead to " + endpoint + ", which only IBM Cloud's own networks reach.",
					"Set COS_PUBLIC_ENDPOINT to the public address of the same location.");
		}
		try {
			HttpResponse<String> answer = get(link(bucket, key));
			if (answer.statusCode() != OK) {
				findings.problem(
						"A link to a result is answered with HTTP " + answer.statusCode() + " by " + address() + ".",
						"Check that " + setting()
								+ " and COS_REGION belong to the bucket's location, and whether the key"
								+ " may read objects.");
				return false;
			}
			if (!content.equals(answer.body())) {
				findings.problem(
						"A link to a result gives something else than what was stored, from " + address() + ".",
						"Check that " + setting() + " leads to the store where the bucket is.");
				return false;
			}
			return true;
		}
		catch (IOException ex) {
			unreachable(ex, findings);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	static boolean isPrivate(String endpoint) {
		return PRIVATE_ENDPOINT.matcher(endpoint).matches();
	}

	private URI link(String bucket, String key) {
		try (S3Presigner presigner = S3Clients.presigner(this.properties)) {
			return URI.create(
					presigner
						.presignGetObject((presign) -> presign.signatureDuration(VALID_FOR)
							.getObjectRequest((request) -> request.bucket(bucket).key(key)))
						.url()
						.toString());
		}
	}

	private static HttpResponse<String> get(URI link) throws IOException, InterruptedException {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(PATIENCE)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		return client.send(HttpRequest.newBuilder(link).timeout(PATIENCE).build(), BodyHandlers.ofString());
	}

	/**
	 * Those who read results may reach an address that this machine does not.
	 */
	private void unreachable(IOException ex, Findings findings) {
		String message = "A link to a result cannot be read from this machine: " + address() + " does not answer ("
				+ ex.getClass().getSimpleName() + ").";
		if (this.properties.publicEndpoint() != null) {
			findings.warning(message, "Check COS_PUBLIC_ENDPOINT, unless only others can reach it.");
		}
		else {
			findings.problem(message, "Check COS_ENDPOINT.");
		}
	}

	private String address() {
		return String.valueOf((this.properties.publicEndpoint() != null) ? this.properties.publicEndpoint()
				: this.properties.endpoint());
	}

	private String setting() {
		return (this.properties.publicEndpoint() != null) ? "COS_PUBLIC_ENDPOINT" : "COS_ENDPOINT";
	}

}
