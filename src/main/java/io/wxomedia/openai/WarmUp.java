package io.wxomedia.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Makes one edit without a network once the service is ready, so that the first real one
 * does not wait for the SDK's classes and reflection.
 */
class WarmUp {

	private static final Log logger = LogFactory.getLog(WarmUp.class);

	private static final String ANSWER = "{\"data\":[{\"b64_json\":\"AA==\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";

	private final OpenAiProperties properties;

	private final Clock clock;

	WarmUp(OpenAiProperties properties, Clock clock) {
		this.properties = properties;
		this.clock = clock;
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		if (this.properties.missing().isEmpty()) {
			Thread thread = new Thread(this::run, "openai-warm-up");
			thread.setDaemon(true);
			thread.start();
		}
	}

	void run() {
		EditRequest request = new EditRequest("warm up", () -> new ByteArrayInputStream(new byte[1]), "image/png",
				"warm-up.png", Duration.ofMinutes(1));
		try (OpenAiImageEditor editor = new OpenAiImageEditor(this.properties, this.clock, WarmUp::answer)) {
			editor.edit(request);
		}
		catch (CallFailure ex) {
			logger.warn("The warm-up failed, so the first edit will take a little longer", ex);
		}
	}

	private static Response answer(Interceptor.Chain chain) throws IOException {
		RequestBody body = chain.request().body();
		if (body != null) {
			body.writeTo(Okio.buffer(Okio.blackhole()));
		}
		return new Response.Builder().request(chain.request())
			.protocol(Protocol.HTTP_1_1)
			.code(200)
			.message("OK")
			.body(ResponseBody.create(ANSWER, MediaType.get("application/json")))
			.build();
	}

}
