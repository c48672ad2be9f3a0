package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wxomedia.generation.Moderator;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.EditRequest;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges with OpenAI's moderation endpoint, which is free. It takes one picture a call.
 */
class OpenAiModerator implements Moderator {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int LARGEST_PICTURE = 20 * 1024 * 1024;

	private static final int LONGEST_ANSWER = 1024 * 1024;

	private final OpenAiProperties properties;

	private final OpenAiExchanges exchanges;

	private final String model;

	private final JsonMapper json;

	OpenAiModerator(OpenAiProperties properties, OpenAiExchanges exchanges, String model, JsonMapper json) {
		this.properties = properties;
		this.exchanges = exchanges;
		this.model = model;
		this.json = json;
	}

	@Override
	public Judgement judge(List<String> texts, List<EditRequest.Picture> pictures) throws CallFailure {
		Set<String> categories = new LinkedHashSet<>();
		boolean flagged = false;
		if (!texts.isEmpty()) {
			flagged = ask(texts, categories);
		}
		for (EditRequest.Picture picture : pictures) {
			List<Object> input = List.of(Map.of("type", "image_url", "image_url", Map.of("url", dataUrl(picture))));
			flagged |= ask(input, categories);
		}
		return new Judgement(flagged, List.copyOf(categories));
	}

	private static String dataUrl(EditRequest.Picture picture) throws CallFailure {
		try (InputStream in = picture.source().open()) {
			byte[] bytes = in.readNBytes(LARGEST_PICTURE + 1);
			if (bytes.length > LARGEST_PICTURE) {
				throw new CallFailure(Kind.FINAL, "The picture is larger than the 20 MB that can be judged", null, null,
						null);
			}
			return "data:" + picture.mimeType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
		}
		catch (IOException ex) {
			throw new CallFailure(Kind.RETRYABLE, "The picture to be judged could not be read", null, null, ex);
		}
	}

	private boolean ask(Object input, Set<String> categories) throws CallFailure {
		OutgoingJson document = new OutgoingJson(
				this.json.writeValueAsBytes(Map.of("model", this.model, "input", input)), "judgement", () -> {
				});
		JsonNode answer = free(document);
		JsonNode results = answer.path("results");
		List<Boolean> flags = new ArrayList<>();
		for (JsonNode result : results) {
			if (!result.path("flagged").isBoolean()) {
				throw notUnderstood();
			}
			flags.add(result.path("flagged").booleanValue());
			result.path("categories").forEachEntry((category, flagged) -> {
				if (flagged.booleanValue(false)) {
					categories.add(category);
				}
			});
		}
		if (flags.isEmpty()) {
			throw notUnderstood();
		}
		return flags.contains(true);
	}

	/**
	 * A judgement costs nothing: one that was lost may be asked for again.
	 */
	private JsonNode free(OutgoingJson document) throws CallFailure {
		try {
			return this.exchanges.run(PATIENCE, document, (connection, exchange) -> {
				try (Response response = connection.post("moderations", document, exchange, this.properties.apiKey())) {
					byte[] body = response.body().byteStream().readNBytes(LONGEST_ANSWER);
					return this.json.readTree(body);
				}
				catch (RefusedAnswer ex) {
					throw refused(ProviderError.of(ex));
				}
				catch (JacksonException ex) {
					throw notUnderstood();
				}
			});
		}
		catch (CallFailure ex) {
			if (ex.kind() == Kind.ANSWER_LOST) {
				throw new CallFailure(Kind.RETRYABLE, ex.trouble(), "OpenAI's moderation gave no answer", null,
						ex.requestId(), ex);
			}
			throw ex;
		}
	}

	private CallFailure refused(ProviderError error) {
		Kind kind = switch (error.kind(this.properties)) {
			case RETRYABLE, ANSWER_LOST -> Kind.RETRYABLE;
			case FINAL, BILLING_LIMIT -> Kind.FINAL;
		};
		String words = (error.message() != null) ? ErrorWords.shortened(this.properties.withoutKey(error.message()))
				: "no explanation was given";
		return new CallFailure(kind, "OpenAI's moderation: " + words + " (HTTP " + error.status() + ")", null,
				error.requestId(), null);
	}

	private static CallFailure notUnderstood() {
		return new CallFailure(Kind.RETRYABLE, "OpenAI's moderation answered with something that is no judgement", null,
				null, null);
	}

	@Override
	public List<String> missingSettings() {
		return this.properties.missing();
	}

}
