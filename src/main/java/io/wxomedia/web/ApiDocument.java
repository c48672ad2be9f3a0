package io.wxomedia.web;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.http.HttpStatus;

/**
 * What /openapi.json says of the service as a whole, and of every operation alike: who is
 * let in, and how it is refused.
 */
class ApiDocument implements OpenApiCustomizer {

	private static final String DESCRIPTION = """
			Long-running AI image jobs. Send an image and an instruction: the answer is 202 at once, the picture is edited in the \
			background, and the result is sent to the address in the header callbackUrl, once, at the end.

			To try it in the demo: open "Edit pictures", choose "Try it out" and "Execute". The examples run as they stand. Then \
			look at GET /inbox/me. If the service has a token, enter it under "Authorize" first.""";

	private static final String UNUSUAL_CALLBACK = "https://hooks.example.com/callback";

	private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

	private final List<OpenPath> open;

	private final PublicUrl publicUrl;

	ApiDocument(List<OpenPath> open, PublicUrl publicUrl) {
		this.open = List.copyOf(open);
		this.publicUrl = publicUrl;
	}

	@Override
	public void customise(OpenAPI document) {
		document.info(new Info().title("wxo-media-service").version(version()).description(DESCRIPTION));
		Components components = Objects.requireNonNullElseGet(document.getComponents(), Components::new);
		document.components(components.addSchemas(ApiProblems.SCHEMA, ApiProblems.schema())
			.addSecuritySchemes("workshopToken", header("x-workshop-token", "The token of the workshop"))
			.addSecuritySchemes("apiKey", header("x-api-key", "A key of one's own, or the token of the workshop"))
			.addSecuritySchemes("bearer",
					new SecurityScheme().type(SecurityScheme.Type.HTTP)
						.scheme("bearer")
						.description("The same, as Authorization: Bearer")));
		document.setSecurity(List.of(new SecurityRequirement().addList("workshopToken"),
				new SecurityRequirement().addList("apiKey"), new SecurityRequirement().addList("bearer")));
		AnswerExamples examples = new AnswerExamples(document);
		Set<String> used = new TreeSet<>();
		document.getPaths().forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
			describe(path, method, operation);
			examples.complete(operation);
			used.addAll(Objects.requireNonNullElse(operation.getTags(), List.of()));
		}));
		document.setTags(ApiTag.descriptions()
			.entrySet()
			.stream()
			.filter((tag) -> used.contains(tag.getKey()))
			.map((tag) -> new Tag().name(tag.getKey()).description(tag.getValue()))
			.toList());
	}

	private static String version() {
		return Objects.requireNonNullElse(ApiDocument.class.getPackage().getImplementationVersion(), "development");
	}

	private static SecurityScheme header(String name, String description) {
		return new SecurityScheme().type(SecurityScheme.Type.APIKEY)
			.in(SecurityScheme.In.HEADER)
			.name(name)
			.description(description);
	}

	private void describe(String path, HttpMethod method, Operation operation) {
		if (isOpen(method.name(), path)) {
			operation.setSecurity(List.of());
		}
		else {
			ApiProblems.add(operation, HttpStatus.UNAUTHORIZED, "unauthorized");
		}
		if (!READING.contains(method)) {
			ApiProblems.add(operation, HttpStatus.TOO_MANY_REQUESTS, "rate_limited");
		}
		ApiProblems.add(operation, HttpStatus.INTERNAL_SERVER_ERROR, "internal_error");
		for (Parameter parameter : Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of())) {
			if ("callbackUrl".equals(parameter.getName())) {
				parameter
					.setExample(isOpen("POST", "/inbox/me") ? this.publicUrl.get() + "/inbox/me" : UNUSUAL_CALLBACK);
			}
			else if ("id".equals(parameter.getName())) {
				parameter.setExample("62f8917c-49fb-40e8-86ea-f63f30a58aeb");
			}
		}
	}

	private boolean isOpen(String method, String path) {
		return this.open.stream().anyMatch((one) -> one.matches(method, path));
	}

}
