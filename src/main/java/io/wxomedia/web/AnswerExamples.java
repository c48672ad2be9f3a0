package io.wxomedia.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.jspecify.annotations.Nullable;

/**
 * Gives every answer in /openapi.json that is JSON an example, made from its schema and
 * from what the service's fields usually hold. An example that an endpoint brings itself
 * is kept.
 */
class AnswerExamples {

	private static final int DEEPEST = 8;

	private static final String JOB = "62f8917c-49fb-40e8-86ea-f63f30a58aeb";

	/**
	 * What fields hold, by their names, or by the names of their type and their own where
	 * one word means several things.
	 */
	private static final Map<String, Object> USUAL = usual();

	private final OpenAPI document;

	AnswerExamples(OpenAPI document) {
		this.document = document;
	}

	private static Map<String, Object> usual() {
		Map<String, Object> usual = new LinkedHashMap<>();
		usual.put("job_id", JOB);
		usual.put("kind", "image_b64");
		usual.put("state", "finished");
		usual.put("verdict", "completed");
		usual.put("filename", "photo.jpg");
		usual.put("prompt", "make it black and white");
		usual.put("percent", 100);
		usual.put("url", "https://hooks.example.com/callback");
		usual.put("host", "hooks.example.com");
		usual.put("status", 200);
		usual.put("model", "gpt-image-2");
		usual.put("key", "in/photo.jpg");
		usual.put("output_key", "results/batch/" + JOB + "/photo_modified.png");
		usual.put("self", "/jobs/" + JOB);
		usual.put("events", "/jobs/" + JOB + "/events");
		usual.put("result", "/jobs/" + JOB + "/result");
		usual.put("input", "/jobs/" + JOB + "/input");
		usual.put("cancel", "/jobs/" + JOB + "/cancel");
		usual.put("deliveries", "/jobs/" + JOB + "/deliveries");
		usual.put("cost_usd", 0.04);
		usual.put("mode", "workshop");
		usual.put("max_concurrent_jobs", 10);
		usual.put("callback_retries", 3);
		usual.put("region", "eu-geo");
		usual.put("endpoint", "https://s3.eu.cloud-object-storage.appdomain.cloud");
		usual.put("input_bucket", "inputs");
		usual.put("output_bucket", "outputs");
		usual.put("input_prefix", "in/");
		usual.put("output_prefix", "results/batch");
		usual.put("presign_expires", 900);
		usual.put("signature", "valid");
		usual.put("day", "2026-11-27");
		usual.put("name", "get-job");
		usual.put("operation_id", "getImageJob");
		usual.put("provider", "openai");
		usual.put("message", "The input bucket can be read.");
		usual.put("SessionView.state", "open");
		usual.put("SessionView.name", "Images on Tuesday");
		usual.put("join_code", "K7XM4R");
		usual.put("join_url", "https://media.example.com/?join=K7XM4R");
		usual.put("Person.name", "Ada");
		usual.put("JoinedAnswer.session", "Images on Tuesday");
		usual.put("JoinedAnswer.key", "seat_0123456789abcdef0123456789abcdef0123456789abcdef");
		usual.put("DeliveriesView.state", "delivered");
		usual.put("Callback.state", "delivered");
		usual.put("ToolFile.url", "https://media.example.com/wxo/get-job.yaml");
		usual.put("error", null);
		usual.put("last_error", "HTTP 503");
		usual.put("next_cursor", null);
		return usual;
	}

	/**
	 * Add what is missing to an operation.
	 */
	void complete(Operation operation) {
		operation.getResponses().forEach((status, response) -> {
			if (status.startsWith("2")) {
				complete(response);
			}
		});
	}

	private void complete(ApiResponse response) {
		if (response.getContent() == null) {
			return;
		}
		response.getContent().forEach((type, media) -> {
			if ((type.contains("json") || type.equals("*/*")) && isWithoutExample(media) && media.getSchema() != null) {
				media.setExample(example(null, "", media.getSchema(), 0));
			}
		});
	}

	private static boolean isWithoutExample(MediaType media) {
		return media.getExample() == null && (media.getExamples() == null || media.getExamples().isEmpty());
	}

	private @Nullable Object example(@Nullable String owner, String name, Schema<?> given, int depth) {
		String type = (given.get$ref() != null) ? given.get$ref().replaceFirst(".*/", "") : null;
		Schema<?> schema = resolved(given);
		if (schema.getExample() != null) {
			return schema.getExample();
		}
		Object usual = USUAL.getOrDefault(owner + "." + name, USUAL.get(name));
		Set<String> types = types(schema);
		if (usual != null && types.contains(typeOf(usual))) {
			return usual;
		}
		if (USUAL.containsKey(name) && usual == null && types.contains("null")) {
			return null;
		}
		if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
			return schema.getEnum().get(0);
		}
		if (schema.getProperties() != null && depth < DEEPEST) {
			Map<String, @Nullable Object> object = new LinkedHashMap<>();
			schema.getProperties()
				.forEach((field, of) -> object.put(field, example(type, field, (Schema<?>) of, depth + 1)));
			return object;
		}
		if (types.contains("array")) {
			return array(name, schema, depth);
		}
		return scalar(schema, types);
	}

	private List<Object> array(String name, Schema<?> schema, int depth) {
		List<Object> array = new ArrayList<>();
		Object item = (schema.getItems() != null && depth < DEEPEST) ? example(null, name, schema.getItems(), depth + 1)
				: null;
		if (item != null) {
			array.add(item);
		}
		return array;
	}

	private static Object scalar(Schema<?> schema, Set<String> types) {
		if (types.contains("integer")) {
			return 1;
		}
		if (types.contains("number")) {
			return 0.5;
		}
		if (types.contains("boolean")) {
			return true;
		}
		if (types.contains("string")) {
			return switch (String.valueOf(schema.getFormat())) {
				case "uuid" -> JOB;
				case "date-time" -> "2026-11-27T10:15:30Z";
				case "uri" -> "https://media.example.com/jobs/" + JOB;
				default -> "text";
			};
		}
		return Map.of();
	}

	private Schema<?> resolved(Schema<?> schema) {
		Schema<?> found = schema;
		for (int i = 0; i < DEEPEST && found.get$ref() != null; i++) {
			Schema<?> named = this.document.getComponents().getSchemas().get(found.get$ref().replaceFirst(".*/", ""));
			if (named == null) {
				return found;
			}
			found = named;
		}
		return found;
	}

	private static Set<String> types(Schema<?> schema) {
		Set<String> types = new TreeSet<>();
		if (schema.getTypes() != null) {
			types.addAll(schema.getTypes());
		}
		if (schema.getType() != null) {
			types.add(schema.getType());
		}
		return types;
	}

	private static String typeOf(Object value) {
		if (value instanceof Integer) {
			return "integer";
		}
		return (value instanceof Number) ? "number" : "string";
	}

}
