package io.wxomedia.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 store that checks signatures and the expiry of links.
 */
public final class S3Server implements AutoCloseable {

	/**
	 * The only key id the store knows.
	 */
	public static final String ACCESS_KEY_ID = "test-key-id";

	/**
	 * The secret of that key.
	 */
	public static final String SECRET_ACCESS_KEY = "test-secret-key";

	private final S3Proxy server;

	private final S3Client client;

	private S3Server(S3Proxy server) {
		this.server = server;
		this.client = S3Client.builder()
			.endpointOverride(endpoint())
			.region(Region.of("eu-geo"))
			.credentialsProvider(
					StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY)))
			.forcePathStyle(true)
			.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
			.httpClientBuilder(Apache5HttpClient.builder())
			.build();
	}

	/**
	 * Start a store.
	 * @param buckets the buckets it has from the start
	 * @return the running store, which the caller closes
	 */
	public static S3Server start(String... buckets) {
		S3Server server = start(new TransientNio2BlobStore());
		List.of(buckets).forEach((bucket) -> server.client.createBucket((request) -> request.bucket(bucket)));
		return server;
	}

	/**
	 * Start a store that keeps its buckets as folders.
	 * @param folder where they are
	 * @return the running store, which the caller closes
	 */
	public static S3Server startIn(Path folder) {
		return start(new FilesystemNio2BlobStore(folder.toString()));
	}

	private static S3Server start(BlobStore store) {
		S3Proxy proxy = S3Proxy.builder()
			.endpoint(URI.create("http://127.0.0.1:0"))
			.awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY_ID, SECRET_ACCESS_KEY)
			.blobStore(store)
			.stopTimeout(0)
			.build();
		try {
			proxy.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The S3 store did not start", ex);
		}
		return new S3Server(proxy);
	}

	/**
	 * Return the address of the store.
	 * @return the endpoint
	 */
	public URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.server.getPort());
	}

	/**
	 * Return a client with full rights, to look at the store and to prepare it.
	 * @return the client, which is closed with the store
	 */
	public S3Client client() {
		return this.client;
	}

	@Override
	public void close() {
		this.client.close();
		try {
			this.server.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The S3 store did not stop", ex);
		}
	}

}
