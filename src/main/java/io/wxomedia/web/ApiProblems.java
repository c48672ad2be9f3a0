package io.wxomedia.web;

import java.util.LinkedHashMap;
import java.util.Map;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.method.HandlerMethod;

/**
 * Writes refusals into /openapi.json: one answer for each status, one example for each
 * code.
 */
class ApiProblems implements OperationCustomizer {

	static final String SCHEMA = "Problem";

	@Override
	public Operation customize(Operation operation, HandlerMethod method) {
		Refuses refuses = method.getMethodAnnotation(Refuses.class);
		if (refuses != null) {
			for (String refusal : refuses.value()) {
				String[] parts = refusal.split(" ");
				add(operation, HttpStatus.valueOf(Integer.parseInt(parts[0])), parts[1]);
			}
		}
		return operation;
	}

	/**
	 * Add a refusal to an operation.
	 * @param operation the operation
	 * @param status its status
	 * @param code its code
	 */
	static void add(Operation operation, HttpStatus status, String code) {
		ApiResponses responses = (operation.getResponses() != null) ? operation.getResponses() : new ApiResponses();
		operation.setResponses(responses);
		ApiResponse response = responses.computeIfAbsent(Integer.toString(status.value()),
				(key) -> new ApiResponse().description(status.getReasonPhrase()));
		Content content = (response.getContent() != null) ? response.getContent() : new Content();
		response.setContent(content);
		content
			.computeIfAbsent(MediaType.APPLICATION_PROBLEM_JSON_VALUE,
					(type) -> new io.swagger.v3.oas.models.media.MediaType()
						.schema(new JsonSchema().$ref("#/components/schemas/" + SCHEMA)))
			.addExamples(code, new Example().summary(code).value(example(status, code)));
	}

	private static Map<String, Object> example(HttpStatus status, String code) {
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("title", status.getReasonPhrase());
		problem.put("status", status.value());
		problem.put("detail", "What is wrong, and how to mend it.");
		problem.put("code", code);
		problem.put("request_id", "3f0c1e5a-0b6d-4f0e-9d5f-6f1f5c0a7b21");
		return problem;
	}

	/**
	 * Return the schema of a refusal.
	 */
	static Schema<?> schema() {
		return object().description("A problem detail after RFC 9457")
			.addProperty("type", text("about:blank, or left out"))
			.addProperty("title", text("The status in words"))
			.addProperty("status", new JsonSchema().typesItem("integer").description("The status again"))
			.addProperty("detail", text("What is wrong and how to mend it"))
			.addProperty("instance", text("The path"))
			.addProperty("code", text("One stable word; API.md lists all"))
			.addProperty("request_id", text("Finds the request in the service's log"))
			.addRequiredItem("status")
			.addRequiredItem("detail")
			.addRequiredItem("code");
	}

	private static Schema<?> object() {
		return new JsonSchema().typesItem("object");
	}

	private static Schema<?> text(String description) {
		return new JsonSchema().typesItem("string").description(description);
	}

}
