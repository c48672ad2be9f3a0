package io.wxomedia.wait;

import java.util.Map;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.web.method.HandlerMethod;

/**
 * Writes into /openapi.json which endpoints may wait.
 */
class DocumentedWait implements OperationCustomizer {

	/**
	 * The fields that every callback has.
	 */
	private static final Map<String, Object> EXAMPLE = Map.of("status", "completed", "job_id",
			"62f8917c-49fb-40e8-86ea-f63f30a58aeb");

	@Override
	public Operation customize(Operation operation, HandlerMethod method) {
		if (!method.hasMethodAnnotation(MayWait.class)) {
			return operation;
		}
		operation.addParametersItem(new Parameter().name("Prefer")
			.in("header")
			.description("wait=n: answer when the job is finished, or after n seconds (1 to 60)")
			.schema(text()));
		ApiResponses responses = (operation.getResponses() != null) ? operation.getResponses() : new ApiResponses();
		responses.addApiResponse("200",
				new ApiResponse()
					.description("Only with Prefer: wait=n. The job is finished; the body is that of its callback")
					.addHeaderObject("Preference-Applied", new Header().schema(text()))
					.content(new Content().addMediaType("application/json",
							new MediaType().schema(new JsonSchema().typesItem("object")).example(EXAMPLE))));
		operation.setResponses(responses);
		return operation;
	}

	private static JsonSchema text() {
		JsonSchema text = new JsonSchema();
		text.addType("string");
		return text;
	}

}
