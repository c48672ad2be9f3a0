package io.wxomedia.wxo;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Yaml;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.callbacks.Callback;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Puts the callbacks of the tool files into /openapi.json: what the service sends is
 * declared once.
 */
class ToolCallbacks implements OpenApiCustomizer {

	private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

	@Override
	public void customise(OpenAPI document) {
		for (ToolFile file : ToolFiles.secured().all()) {
			JsonNode tool = parse(file);
			tool.path("paths").properties().forEach((path) -> {
				PathItem item = document.getPaths().get(path.getKey());
				if (item != null && item.getPost() != null) {
					path.getValue()
						.path("post")
						.path("callbacks")
						.properties()
						.forEach((callback) -> item.getPost()
							.addCallback(callback.getKey(), callback(tool, callback.getValue())));
				}
			});
		}
	}

	private static JsonNode parse(ToolFile file) {
		try {
			return Yaml.mapper().readTree(file.text());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Callback callback(JsonNode tool, JsonNode callback) {
		Callback made = new Callback();
		callback.properties().forEach((address) -> {
			JsonNode schema = address.getValue()
				.path("post")
				.path("requestBody")
				.path("content")
				.path(JSON)
				.path("schema");
			made.addPathItem(address.getKey(), new PathItem().post(new Operation()
				.summary("The result, once, at the end")
				.description("Any 2xx takes it. It is repeated with the same webhook-id and the same bytes until then.")
				.requestBody(new RequestBody().required(true)
					.content(new Content().addMediaType(JSON, new MediaType().schema(schema(tool, schema)))))
				.responses(new ApiResponses().addApiResponse("2XX", new ApiResponse().description("It is taken")))));
		});
		return made;
	}

	/**
	 * Write a schema of OpenAPI 3.0 as one of 3.1, without references.
	 */
	private static Schema<?> schema(JsonNode tool, JsonNode node) {
		String reference = node.path("$ref").asText("");
		if (!reference.isEmpty()) {
			return schema(tool, tool.at(reference.substring(1)));
		}
		JsonSchema made = new JsonSchema();
		if (node.has("type")) {
			made.addType(node.path("type").asText());
		}
		if (node.path("nullable").asBoolean()) {
			made.addType("null");
		}
		if (node.has("description")) {
			made.setDescription(node.path("description").asText());
		}
		if (node.has("format")) {
			made.setFormat(node.path("format").asText());
		}
		node.path("enum").forEach((value) -> made.addEnumItemObject(value.asText()));
		node.path("required").forEach((name) -> made.addRequiredItem(name.asText()));
		node.path("properties")
			.properties()
			.forEach((property) -> made.addProperty(property.getKey(), schema(tool, property.getValue())));
		if (node.has("items")) {
			made.setItems(schema(tool, node.path("items")));
		}
		return made;
	}

}
