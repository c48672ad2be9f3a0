package io.wxomedia.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import io.wxomedia.preflight.Findings;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

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

	private final Duration patience;

	LinkProbe(StorageProperties properties) {
		this(properties, PATIENCE);
	}

	LinkProbe(StorageProperties properties, Duration patience) {
		this.properties = properties;
		this.patience = patience;
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
			byte[] expected = content.getBytes(StandardCharsets.UTF_8);
			Answer answer = get(link(bucket, key), expected.length + 1);
			if (answer.status() != OK) {
				findings.problem(
						"A link to a result is answered with HTTP " + answer.status() + " by " + address() + ".",
						"Check that " + setting()
								+ " and COS_REGION belong to the bucket's location, and whether the key"
								+ " may read objects.");
				return false;
			}
			if (!Arrays.equals(expected, answer.start())) {
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

	/**
	 * Whatever answers at the address may send without end, or begin and fall silent; the
	 * object that was stored for this must still be removed in time.
	 */
	private Answer get(URI link, int longest) throws IOException, InterruptedException {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(this.patience)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(link).timeout(this.patience).build(),
				BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			FutureTask<byte[]> start = new FutureTask<>(() -> body.readNBytes(longest));
			new CustomizableThreadFactory("preflight-link-").newThread(start).start();
			return new Answer(response.statusCode(), start.get(this.patience.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new HttpTimeoutException("The answer fell silent");
		}
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

	/**
	 * What a link is answered with.
	 *
	 * @param status the status
	 * @param start the body, cut off where it is longer than expected
	 */
	private record Answer(int status, byte[] start) {

	}

}
