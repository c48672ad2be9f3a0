package io.wxomedia.openai;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.generation.GeneratedImage;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;
import okhttp3.Response;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes pictures with OpenAI's images API, with the model that also edits.
 */
class OpenAiImageGenerator implements ImageGenerator {

	/**
	 * The models know neither styles nor "standard" and "hd".
	 */
	private static final Map<String, String> STYLES = Map.of("vivid",
			"Style: vivid, with dramatic light and rich colours.", "natural",
			"Style: natural, with realistic light and restrained colours.");

	private static final Map<String, String> QUALITIES = Map.of("standard", "medium", "hd", "high");

	/**
	 * The models before gpt-image-2 make three sizes only.
	 */
	private static final Map<String, String> EARLIER_SIZES = Map.of("1024x1792", "1024x1536", "1792x1024", "1536x1024");

	private static final List<String> EARLIER_MODELS = List.of("gpt-image-1", "chatgpt-image");

	private final OpenAiProperties properties;

	private final OpenAiExchanges exchanges;

	private final JsonMapper json;

	OpenAiImageGenerator(OpenAiProperties properties, OpenAiExchanges exchanges, JsonMapper json) {
		this.properties = properties;
		this.exchanges = exchanges;
		this.json = json;
	}

	@Override
	public GeneratedImage generate(ImageOrder order, Duration timeout, Runnable beforeSent) throws CallFailure {
		OutgoingJson document = new OutgoingJson(this.json.writeValueAsBytes(document(order)), "picture", beforeSent);
		EditedImage made = this.exchanges.run(timeout, document, (connection, exchange) -> {
			try (Response response = connection.post("images/generations", document, exchange,
					this.properties.apiKey())) {
				return this.exchanges.picture(response.body().byteStream(), response.headers()::values,
						response.header("x-request-id"), exchange, EditRequest.Previews.NOBODY_LOOKS);
			}
		});
		return new GeneratedImage(made.bytes(),
				new Receipt(made.requestId(), made.inputTokens(), made.inputImageTokens(), made.outputTokens()));
	}

	private Map<String, Object> document(ImageOrder order) {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("model", model());
		document.put("prompt", prompt(order));
		document.put("n", 1);
		document.put("size", size(order));
		document.put("quality", quality(order));
		document.put("output_format", this.properties.outputFormat());
		return document;
	}

	private static String prompt(ImageOrder order) {
		String style = STYLES.get(order.style());
		return (style != null) ? order.prompt() + "\n\n" + style : order.prompt();
	}

	private static String quality(ImageOrder order) {
		return QUALITIES.getOrDefault(order.quality(), order.quality());
	}

	private String size(ImageOrder order) {
		boolean earlier = EARLIER_MODELS.stream().anyMatch((name) -> model().startsWith(name));
		return earlier ? EARLIER_SIZES.getOrDefault(order.size(), order.size()) : order.size();
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
	public String model() {
		return this.properties.model();
	}

	@Override
	public Purchase purchase(ImageOrder order) {
		return new Purchase(seller(),
				new PricedCall(new ProviderModel(provider(), model()), quality(order), size(order)));
	}

	@Override
	public List<String> missingSettings() {
		return this.properties.missing();
	}

}
