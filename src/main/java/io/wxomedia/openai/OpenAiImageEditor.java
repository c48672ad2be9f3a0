package io.wxomedia.openai;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.openai.core.RequestOptions;
import com.openai.core.Timeout;
import com.openai.core.http.HttpResponseFor;
import com.openai.models.images.ImageEditParams;
import com.openai.services.blocking.ImageService;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import okhttp3.Interceptor;

/**
 * Edits with OpenAI's images API.
 */
class OpenAiImageEditor implements ImageEditor, AutoCloseable {

	private final OpenAiProperties properties;

	private final OpenAiExchanges exchanges;

	OpenAiImageEditor(OpenAiProperties properties, OpenAiExchanges exchanges) {
		this.properties = properties;
		this.exchanges = exchanges;
	}

	OpenAiImageEditor(OpenAiProperties properties, Clock clock, Interceptor... interceptors) {
		this(properties, new OpenAiExchanges(properties, clock, interceptors));
	}

	@Override
	public EditedImage edit(EditRequest request) throws CallFailure {
		try (OutgoingPictures pictures = new OutgoingPictures(request)) {
			return this.exchanges.run(request.timeout(), pictures,
					(connection, exchange) -> send(request, pictures, connection, exchange));
		}
	}

	@SuppressWarnings("try")
	private EditedImage send(EditRequest request, OutgoingPictures pictures, OpenAiConnection connection,
			OpenAiExchanges.UnderWay exchange)
			throws IOException, EditReply.NotUnderstood, InterruptedException, CallFailure {
		// The time in all is bounded by the caller's thread, which covers more: looking
		// up the host name and reading the answer. It is to be the first that gives up.
		Timeout timeout = Timeout.builder()
			.connect(OpenAiExchanges.CONNECT_TIMEOUT)
			.write(OpenAiExchanges.WRITE_TIMEOUT)
			.read(exchange.limit().plus(OpenAiExchanges.CONNECT_TIMEOUT))
			.request(Duration.ZERO)
			.build();
		PartNames names = (request.pictures().size() > 1) ? new PartNames(request.pictures()) : null;
		ImageEditParams params = EditParameters.of(request, pictures, names, this.properties, exchange.callId());
		try (NamedParts.Call call = connection.parts().named(exchange.callId(), names);
				HttpResponseFor<?> response = ask(connection, params,
						RequestOptions.builder().timeout(timeout).build())) {
			return this.exchanges.picture(response.body(), response.headers()::values,
					response.requestId().orElse(null), exchange, request.previews());
		}
	}

	private HttpResponseFor<?> ask(OpenAiConnection connection, ImageEditParams params, RequestOptions options) {
		ImageService.WithRawResponse images = connection.images().withRawResponse();
		return (this.properties.partialPreviews() > 0) ? images.editStreaming(params, options)
				: images.edit(params, options);
	}

	@Override
	public String provider() {
		return "openai";
	}

	@Override
	public String seller() {
		return "OpenAI";
	}

	@Override
	public String quality() {
		return this.properties.quality();
	}

	@Override
	public String model() {
		return this.properties.model();
	}

	@Override
	public List<String> missingSettings() {
		return this.properties.missing();
	}

	@Override
	public void close() {
		this.exchanges.close();
	}

}
