package io.wxomedia.testing;

import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validates what the service sends against the schemas of the tool files, more strictly
 * than they say: watsonx Orchestrate refuses fields that are not declared.
 */
public final class SchemaCheck {

	private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(Dialects.getOpenApi30());

	private SchemaCheck() {
	}

	/**
	 * Validate a body.
	 * @param tool the document that the schema is from
	 * @param schema the schema
	 * @param body the body
	 * @return what is wrong, empty if nothing is
	 */
	public static List<String> problems(ToolDocument tool, JsonNode schema, JsonNode body) {
		JsonNode strict = tool.resolve(schema);
		if (strict.isMissingNode()) {
			throw new IllegalArgumentException("There is no schema to validate against");
		}
		close(strict);
		return REGISTRY.getSchema(strict)
			.validate(body, (execution) -> execution.executionConfig((config) -> config.formatAssertionsEnabled(true)))
			.stream()
			.map(Error::toString)
			.toList();
	}

	private static void close(JsonNode node) {
		if (node instanceof ObjectNode object && object.path("properties").isObject()) {
			object.put("additionalProperties", false);
		}
		node.forEach(SchemaCheck::close);
	}

}
