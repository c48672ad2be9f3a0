package io.wxomedia.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.UnfinishedWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service with its neighbours: a provider, an object store and a receiver of
 * callbacks. Test classes that extend it share one running service.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=" + OpenAiStub.API_KEY, "COS_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY_ID,
				"COS_SECRET_ACCESS_KEY=" + S3Server.SECRET_ACCESS_KEY, "COS_INPUT_BUCKET=inputs",
				"COS_OUTPUT_BUCKET=outputs", "CALLBACK_PRIVATE_NETWORKS=allow" })
@Import(UnfinishedWork.class)
abstract class RunningService {

	static final Duration PATIENCE = Duration.ofSeconds(90);

	static final OpenAiStub provider = OpenAiStub.start();

	static final S3Server store = S3Server.start("inputs", "outputs");

	static final CallbackReceiver receiver = CallbackReceiver.start();

	@LocalServerPort
	int port;

	ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", provider::baseUrl);
		properties.add("COS_ENDPOINT", store::endpoint);
		dataDirectory(properties);
	}

	static void dataDirectory(DynamicPropertyRegistry properties) {
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		properties.add("DATA_DIR", data::toString);
	}

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private UnfinishedWork unfinished;

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
		provider.reset();
		receiver.reset();
	}

	@AfterEach
	void leaveNothingBehind() {
		receiver.willTakeEverything();
		this.unfinished.await(PATIENCE);
	}

}
