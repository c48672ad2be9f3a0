package io.wxomedia.processing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.UnfinishedWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service with its neighbours, which each test finds as new: an empty store, a
 * provider that answers with a picture and a receiver that takes everything.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=" + OpenAiStub.API_KEY, "COS_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY_ID,
				"COS_SECRET_ACCESS_KEY=" + S3Server.SECRET_ACCESS_KEY, "CALLBACK_PRIVATE_NETWORKS=allow" })
@Import(UnfinishedWork.class)
abstract class ProcessingService {

	static final Duration PATIENCE = Duration.ofSeconds(90);

	static final String INPUTS = "inputs";

	static final String OUTPUTS = "outputs";

	static final OpenAiStub provider = OpenAiStub.start();

	static final S3Server store = S3Server.start(INPUTS, OUTPUTS);

	static final CallbackReceiver receiver = CallbackReceiver.start();

	static {
		// The first exchange of each neighbour takes seconds, which tests of timeouts do
		// not have.
		ServiceClient client = new ServiceClient(provider.server().port());
		client.post("/v1/images/edits", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--b--\r\n",
				"Content-Type", "multipart/form-data; boundary=b");
		provider.edits();
		new ServiceClient(receiver.port()).post("/", "{}");
	}

	@LocalServerPort
	int port;

	ServiceClient service = new ServiceClient(0);

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private UnfinishedWork unfinished;

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", provider::baseUrl);
		properties.add("COS_ENDPOINT", store::endpoint);
		properties.add("LOCAL_TUNNEL_NETLOC", () -> "127.0.0.1:" + receiver.port());
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		properties.add("DATA_DIR", data::toString);
	}

	@BeforeEach
	void beginAnew() {
		this.service = new ServiceClient(this.port);
		provider.reset();
		receiver.reset();
		for (String bucket : List.of(INPUTS, OUTPUTS)) {
			// In turn: the store keeps folders that become empty at the same moment.
			keys(bucket).forEach((key) -> store.client().deleteObject((request) -> request.bucket(bucket).key(key)));
		}
	}

	@AfterEach
	void leaveNothingBehind() {
		receiver.willTakeEverything();
		this.unfinished.await(PATIENCE);
	}

	/**
	 * Remove a bucket with all that is in it. What an earlier test left to be written in
	 * the background, such as a manifest, may come in between.
	 */
	static void removeBucket(String bucket) {
		Eventually.within(PATIENCE, () -> {
			keys(bucket).forEach((key) -> store.client().deleteObject((object) -> object.bucket(bucket).key(key)));
			try {
				store.client().deleteBucket((request) -> request.bucket(bucket));
			}
			catch (S3Exception ex) {
				throw new AssertionError("The bucket " + bucket + " is not empty yet", ex);
			}
		});
	}

	static List<String> keys(String bucket) {
		return store.client()
			.listObjectsV2Paginator((request) -> request.bucket(bucket))
			.contents()
			.stream()
			.map(S3Object::key)
			.sorted()
			.toList();
	}

	static void put(String bucket, String key, byte[] content) {
		store.client().putObject((request) -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
	}

	/**
	 * Submit a good image and wait for the callback.
	 * @param path the endpoint
	 * @return the callback's body
	 */
	JsonNode process(String path) {
		return process(path, ServiceClient.single());
	}

	JsonNode process(String path, String body) {
		String job = this.service.accepted(path, receiver.url(), body);
		return receiver.take(job, PATIENCE).json();
	}

	JsonNode processBatch() {
		return process(ServiceClient.BATCH, ServiceClient.batch("make it black and white"));
	}

	static String text(JsonNode node, String field) {
		return node.path(field).asString();
	}

	static URI uri(JsonNode node, String field) {
		return URI.create(text(node, field));
	}

}
