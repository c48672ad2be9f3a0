package io.wxomedia.fal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.generation.VideoOrder;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.util.UriUtils;

/**
 * Words orders for fal, and the addresses that they go to. Thread-safe.
 */
class FalOrders {

	static final String NO_PEOPLE = "people, persons, human faces, human bodies";

	/**
	 * What the models make: {@code 4s}, {@code 6s} or {@code 8s}.
	 */
	static final List<Integer> SECONDS = List.of(4, 6, 8);

	private static final int LARGEST_PICTURE = 20 * 1024 * 1024;

	private final FalProperties properties;

	private final WebhookAddress webhook;

	private final JsonMapper json;

	FalOrders(FalProperties properties, WebhookAddress webhook, JsonMapper json) {
		this.properties = properties;
		this.webhook = webhook;
		this.json = json;
	}

	boolean tellsBack() {
		return this.webhook.isReachable();
	}

	/**
	 * Return where an order for a model goes.
	 * @param model the model
	 * @param reference names the submission in the webhook's address
	 */
	URI address(String model, UUID reference) {
		String address = this.properties.queueUrl() + "/" + model;
		return URI.create(
				this.webhook.isReachable()
						? address + "?fal_webhook="
								+ UriUtils.encode(this.webhook.of(reference).toString(), StandardCharsets.UTF_8)
						: address);
	}

	/**
	 * Return where a request is asked for: by the owner and the name of the app, without
	 * what follows them in the model's id.
	 */
	String requests(String model, String requestId) {
		String[] parts = model.split("/");
		return this.properties.queueUrl() + "/" + parts[0] + "/" + parts[1] + "/requests/"
				+ UriUtils.encodePathSegment(requestId, StandardCharsets.UTF_8);
	}

	/**
	 * Word an order.
	 */
	byte[] document(VideoOrder order, int seconds) throws CallFailure {
		Map<String, Object> input = new LinkedHashMap<>();
		input.put("prompt", order.prompt());
		VideoOrder.Picture picture = order.picture();
		if (picture != null) {
			input.put("image_url", pictureUrl(picture));
		}
		input.put("aspect_ratio", aspectRatio(order));
		input.put("duration", seconds + "s");
		input.put("resolution", order.resolution());
		input.put("generate_audio", order.audio());
		if (!order.people()) {
			// The models have no switch for it, but words for what is not to be seen.
			input.put("negative_prompt", NO_PEOPLE);
		}
		return this.json.writeValueAsBytes(input);
	}

	/**
	 * The models know two shapes, and with a picture its own.
	 */
	private static String aspectRatio(VideoOrder order) {
		return switch (order.aspectRatio()) {
			case "9:16" -> "9:16";
			case VideoOrder.AUTO -> (order.picture() != null) ? VideoOrder.AUTO : "16:9";
			default -> "16:9";
		};
	}

	/**
	 * A link if fal can follow it, else the picture itself.
	 */
	private static String pictureUrl(VideoOrder.Picture picture) throws CallFailure {
		try {
			URI link = picture.link().sign();
			if (link != null) {
				return link.toString();
			}
			try (InputStream in = picture.source().open()) {
				byte[] bytes = in.readNBytes(LARGEST_PICTURE + 1);
				if (bytes.length > LARGEST_PICTURE) {
					throw new CallFailure(Kind.FINAL, "The picture is larger than the 20 MB that fal.ai is sent", null,
							null, null);
				}
				return "data:" + picture.mimeType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
			}
		}
		catch (IOException ex) {
			throw new CallFailure(Kind.RETRYABLE, "The picture for the video could not be read", null, null, ex);
		}
	}

	/**
	 * Read an address that somebody else wrote.
	 * @return the address, or {@code null} if it is none
	 */
	static @Nullable URI address(String text) {
		try {
			URI address = new URI(text);
			return (address.getHost() != null) ? address : null;
		}
		catch (URISyntaxException | RuntimeException ex) {
			return null;
		}
	}

}
