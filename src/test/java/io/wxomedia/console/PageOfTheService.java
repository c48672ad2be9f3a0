package io.wxomedia.console;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import io.wxomedia.testing.UnfinishedWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The demo with its page, and a provider whose answers the test decides. Test classes
 * that extend it share one running service and one browser.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=" + OpenAiStub.API_KEY, "media.demo.first-job=false" })
@ActiveProfiles("demo")
@Import(UnfinishedWork.class)
abstract class PageOfTheService {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	static final byte[] RESULT = TestImages.png(64, 48, Color.GREEN);

	static final OpenAiStub provider = OpenAiStub.start();

	static final CallbackReceiver receiver = CallbackReceiver.start();

	@LocalServerPort
	int port;

	@TempDir
	Path folder = Path.of("");

	ServiceClient service = new ServiceClient(0);

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private UnfinishedWork unfinished;

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", provider::baseUrl);
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		properties.add("DATA_DIR", data::toString);
	}

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

	Visitor visitor(String language, int width) {
		return new Visitor(address(), language, width);
	}

	String address() {
		return "http://127.0.0.1:" + this.port;
	}

	/**
	 * Make a photograph to be chosen.
	 * @param name its file name
	 */
	Path photograph(String name) throws IOException {
		return Files.write(this.folder.resolve(name), TestImages.jpeg());
	}

}
