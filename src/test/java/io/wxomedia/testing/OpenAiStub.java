package io.wxomedia.testing;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's image edits, answering as told.
 */
public final class OpenAiStub implements AutoCloseable {

	/**
	 * A key that must never be seen in a log or an answer.
	 */
	public static final String API_KEY = "sk-test-4f1c0ffee5ec2e7";

	private static final String PATH = "/v1/images/edits";

	private static final JsonMapper JSON = new JsonMapper();

	private final Turns turns = new Turns();

	private final Gate gate = new Gate();

	private final WireMockServer server = new WireMockServer(WireMockConfiguration.options()
		.dynamicPort()
		.bindAddress("127.0.0.1")
		.containerThreads(100)
		.extensions(this.turns, this.gate));

	private OpenAiStub() {
		this.server.start();
	}

	/**
	 * Start a provider that answers every edit with a picture.
	 * @return the running provider, which the caller closes
	 */
	public static OpenAiStub start() {
		OpenAiStub stub = new OpenAiStub();
		stub.reset();
		return stub;
	}

	/**
	 * Return the value for OPENAI_BASE_URL.
	 * @return the address
	 */
	public String baseUrl() {
		return "http://127.0.0.1:" + this.server.port() + "/v1";
	}

	/**
	 * Return the server, for what this class has no word for.
	 * @return the server
	 */
	public WireMockServer server() {
		return this.server;
	}

	/**
	 * Forget the edits and answer the next ones with a picture.
	 */
	public void reset() {
		this.gate.open();
		this.server.resetAll();
		willReturn(TestImages.png());
	}

	/**
	 * Answer edits with a picture.
	 * @param image the picture
	 */
	public void willReturn(byte[] image) {
		will(success(image));
	}

	/**
	 * Answer edits with a picture, but late.
	 * @param image the picture
	 * @param delay how late
	 */
	public void willReturn(byte[] image, Duration delay) {
		will(success(image).withFixedDelay(Math.toIntExact(delay.toMillis())));
	}

	/**
	 * Answer edits with a picture, but not before that is allowed.
	 * @param image the picture
	 * @return says whether one waits, and lets them go on
	 */
	public Held willHold(byte[] image) {
		Held held = this.gate.close();
		will(success(image).withTransformers(Gate.NAME));
		return held;
	}

	/**
	 * Answer edits with an error.
	 * @param error the error
	 */
	public void willFail(Error error) {
		will(failure(error));
	}

	/**
	 * Answer edits with an error that says when to come back.
	 * @param error the error
	 * @param retryAfter the value of the header Retry-After
	 */
	public void willFail(Error error, String retryAfter) {
		will(failure(error).withHeader("Retry-After", retryAfter));
	}

	/**
	 * Break the connection of edits.
	 * @param fault how
	 */
	public void willBreak(Fault fault) {
		will(WireMock.aResponse().withFault(fault));
	}

	/**
	 * Answer edits as given.
	 * @param response the answer
	 */
	public void will(ResponseDefinitionBuilder response) {
		this.server.stubFor(WireMock.post(PATH).willReturn(response));
	}

	/**
	 * Answer the next edits in turn; the last answer repeats.
	 * @param responses the answers, see {@link #success} and {@link #failure}
	 */
	public void willInTurn(ResponseDefinitionBuilder... responses) {
		this.turns.begin(responses);
		will(WireMock.aResponse().withTransformers(Turns.NAME));
	}

	/**
	 * Return what OpenAI answers to an edit that went well.
	 * @param image the result
	 * @return the answer
	 */
	public static ResponseDefinitionBuilder success(byte[] image) {
		return success(Base64.getEncoder().encodeToString(image));
	}

	/**
	 * Return what OpenAI answers to an edit that went well.
	 * @param base64 the result, which need not be a picture
	 * @return the answer
	 */
	public static ResponseDefinitionBuilder success(String base64) {
		ObjectNode body = JSON.createObjectNode().put("created", 1_795_000_000);
		body.putArray("data").addObject().put("b64_json", base64);
		ObjectNode usage = body.putObject("usage").put("input_tokens", 50).put("output_tokens", 50);
		usage.put("total_tokens", 100).putObject("input_tokens_details").put("image_tokens", 40).put("text_tokens", 10);
		return json(200, JSON.writeValueAsString(body));
	}

	/**
	 * Return what OpenAI answers to an edit that it refuses.
	 * @param error the error
	 * @return the answer
	 */
	public static ResponseDefinitionBuilder failure(Error error) {
		ObjectNode body = JSON.createObjectNode();
		body.putObject("error")
			.put("message", error.message())
			.put("type", error.type())
			.putNull("param")
			.put("code", error.code());
		return json(error.status(), JSON.writeValueAsString(body));
	}

	private static ResponseDefinitionBuilder json(int status, String body) {
		return WireMock.aResponse()
			.withStatus(status)
			.withHeader("Content-Type", "application/json")
			.withHeader("x-request-id", "req_stub_1")
			.withBody(body);
	}

	/**
	 * Return the edits that have been asked for.
	 * @return the requests, oldest first
	 */
	public List<LoggedRequest> edits() {
		return this.server.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(PATH)));
	}

	@Override
	public void close() {
		this.server.stop();
	}

	/**
	 * An error as OpenAI words it.
	 *
	 * @param status the status
	 * @param code the code
	 * @param type the type
	 * @param message the message
	 */
	public record Error(int status, @Nullable String code, @Nullable String type, String message) {

		/**
		 * The billing limit, as it was reported for years.
		 */
		public static final Error BILLING_HARD_LIMIT = new Error(400, "billing_hard_limit_reached",
				"billing_limit_user_error", "Billing hard limit has been reached.");

		/**
		 * The billing limit without its code.
		 */
		public static final Error BILLING_MESSAGE_ONLY = new Error(400, null, "invalid_request_error",
				"Billing hard limit has been reached");

		/**
		 * The billing limit in one of its newer words.
		 */
		public static final Error CREDIT_EXHAUSTED = new Error(429, "credit_balance_exhausted", "insufficient_quota",
				"You exceeded your current quota, please check your plan and billing details.");

		/**
		 * A quota that is no billing limit by default.
		 */
		public static final Error INSUFFICIENT_QUOTA = new Error(429, "insufficient_quota", "insufficient_quota",
				"You exceeded your current quota, please check your plan and billing details.");

		/**
		 * Too many requests a minute.
		 */
		public static final Error RATE_LIMIT = new Error(429, "rate_limit_exceeded", "rate_limit_error",
				"You've exceeded the rate limit, please slow down and try again after 51.84 seconds.");

		/**
		 * The prompt or the picture was refused.
		 */
		public static final Error MODERATION = new Error(400, "moderation_blocked", "image_generation_user_error",
				"Your request was rejected by the safety system. safety_violations=[sexual].");

		/**
		 * The file part had no usable type.
		 */
		public static final Error UNSUPPORTED_MIMETYPE = new Error(400, "unsupported_file_mimetype",
				"invalid_request_error", "Invalid file 'image': unsupported mimetype ('application/octet-stream').");

		/**
		 * The picture has a mode that OpenAI does not take.
		 */
		public static final Error INVALID_IMAGE = new Error(400, "invalid_image_file", "image_generation_user_error",
				"Invalid image file or mode for image 1, please check your image file.");

		/**
		 * The organization is not verified.
		 */
		public static final Error NOT_VERIFIED = new Error(403, null, "invalid_request_error",
				"Your organization must be verified to use the model `gpt-image-2`. "
						+ "It can take up to 15 minutes for access to propagate.");

		/**
		 * The model is retired or not for this account.
		 */
		public static final Error MODEL_NOT_FOUND = new Error(404, "model_not_found", "invalid_request_error",
				"The model `gpt-image-1` does not exist or you do not have access to it.");

		/**
		 * OpenAI failed.
		 */
		public static final Error SERVER_ERROR = new Error(500, "server_error", "server_error",
				"The server had an error while processing your request.");

	}

	/**
	 * Gives each edit the next answer. WireMock's scenarios give one answer to two edits
	 * that come at the same moment.
	 */
	private static final class Turns implements ResponseDefinitionTransformerV2 {

		private static final String NAME = "in-turn";

		private final AtomicInteger next = new AtomicInteger();

		private volatile List<ResponseDefinition> answers = List.of();

		void begin(ResponseDefinitionBuilder... responses) {
			this.answers = Stream.of(responses).map(ResponseDefinitionBuilder::build).toList();
			this.next.set(0);
		}

		@Override
		public ResponseDefinition transform(ServeEvent edit) {
			return this.answers.get(Math.min(this.next.getAndIncrement(), this.answers.size() - 1));
		}

		@Override
		public boolean applyGlobally() {
			return false;
		}

		@Override
		public String getName() {
			return NAME;
		}

	}

	/**
	 * Edits that wait for their answer.
	 */
	public static final class Held {

		private final CountDownLatch allowed = new CountDownLatch(1);

		private final AtomicInteger asked = new AtomicInteger();

		private Held() {
		}

		/**
		 * Say whether an edit waits.
		 * @return whether one has come
		 */
		public boolean isAsked() {
			return this.asked.get() > 0;
		}

		/**
		 * Let the edits have their answer.
		 */
		public void letGo() {
			this.allowed.countDown();
		}

	}

	/**
	 * Keeps edits waiting. WireMock notes them in its journal when they are answered.
	 */
	private static final class Gate implements ResponseDefinitionTransformerV2 {

		private static final String NAME = "gate";

		private volatile Held held = new Held();

		Held close() {
			open();
			this.held = new Held();
			return this.held;
		}

		void open() {
			this.held.letGo();
		}

		@Override
		public ResponseDefinition transform(ServeEvent edit) {
			Held waiting = this.held;
			waiting.asked.incrementAndGet();
			try {
				if (!waiting.allowed.await(1, TimeUnit.MINUTES)) {
					throw new IllegalStateException("the test has not let the edit go on");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return edit.getResponseDefinition();
		}

		@Override
		public boolean applyGlobally() {
			return false;
		}

		@Override
		public String getName() {
			return NAME;
		}

	}

}
