package io.wxomedia.wxo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.wxomedia.testing.ImporterRule;
import io.wxomedia.testing.ToolDocument;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tool file with one mistake in it.
 *
 * @param rule the rule that it breaks, and the only one
 * @param name the file that the mistake is made in
 * @param good what stands there
 * @param bad what stands there instead
 */
record BrokenToolFile(ImporterRule rule, String name, String good, String bad) {

	private static final String ACCEPTED = """
			        "202":
			          description: The job is accepted and runs in the background
			""";

	private static final String ERROR = """
			        error:
			          type: string
			""";

	private static final String ITEM = "            $ref: \"#/components/schemas/Item\"\n";

	private static final String SECURITY = "      security:\n        - workshopToken: []\n";

	private static final String SERVER = "  - url: https://wxo-media-service.example.eu-de.codeengine.appdomain.cloud\n";

	static Stream<BrokenToolFile> all() {
		return Stream.of(documents(), operations(), requests(), answers(), callbacks(), schemas(), security())
			.flatMap((mistakes) -> mistakes);
	}

	private static Stream<BrokenToolFile> documents() {
		return Stream.of(in(ImporterRule.VERSION, "openapi: 3.0.3", "openapi: 3.1.0"),
				in(ImporterRule.VERSION, "openapi: 3.0.3", "openapi: 3.0"),
				in(ImporterRule.INFO, "version: \"1.0.0\"", "version: 1.0"),
				in(ImporterRule.INFO, "  title: Edit one image, result in Cloud Object Storage\n", ""),
				in(ImporterRule.INFO, "  description: Edits one", "  description: |\n    Two lines\n    Edits one"),
				in(ImporterRule.SERVER, SERVER, SERVER + "  - url: https://example.com\n"),
				in(ImporterRule.SERVER, "servers:\n" + SERVER, "servers: []\n"),
				in(ImporterRule.SERVER, "https://wxo-media-service.", "https://{name}."),
				in(ImporterRule.SERVER, SERVER, "  - url: /relative\n"),
				in(ImporterRule.SERVER, "appdomain.cloud\n", "appdomain.cloud/\n"));
	}

	private static Stream<BrokenToolFile> operations() {
		return Stream.of(in(ImporterRule.ONE_OPERATION, "components:\n", "  /health:\n    get: {}\ncomponents:\n"),
				in(ImporterRule.NOTHING_BESIDE_THE_OPERATION, "components:\n", "    parameters: []\ncomponents:\n"),
				in(ImporterRule.NOTHING_BESIDE_THE_OPERATION, "components:\n", "    delete: {}\ncomponents:\n"),
				in(ImporterRule.OPERATION_ID, "operationId: processImageAsyncToCos", "operationId: process.image"),
				in(ImporterRule.OPERATION_ID, "processImageAsyncToCos", "processImageAsyncToCOS"),
				in(ImporterRule.SUMMARY, "COS URL)", "COS link)"),
				in(ImporterRule.SUMMARY, "      summary: Process one image asynchronously (JSON + COS URL)\n", ""),
				in(ImporterRule.DESCRIPTION, "      description: >-", "      x-notes: >-"),
				in(ImporterRule.DESCRIPTION, "      description: >-",
						"      description: Edits an image.\n      x: >-"),
				in(ImporterRule.DESCRIPTION, "          description: How the job ended\n", ""),
				in(ImporterRule.DESCRIPTION, ACCEPTED, "        \"202\":\n"),
				in(ImporterRule.ACTION, "        action: createJob\n", "        action: job\n"),
				in(ImporterRule.ACTION, "      x-ibm-operation:\n        action: createJob\n", ""),
				new BrokenToolFile(ImporterRule.ACTION, "get-job", SECURITY,
						SECURITY + "      x-ibm-operation:\n        action: createJob\n"));
	}

	private static Stream<BrokenToolFile> requests() {
		String header = "        - in: header\n          name: callbackUrl\n";
		return Stream.of(in(ImporterRule.PARAMETERS, "name: callbackUrl", "name: CallbackUrl"),
				in(ImporterRule.PARAMETERS, "in: header\n          name: callbackUrl",
						"in: query\n          name: callbackUrl"),
				in(ImporterRule.PARAMETERS, "          required: true\n          schema", "          schema"),
				in(ImporterRule.PARAMETERS, "          schema:\n            type: string\n", ""),
				in(ImporterRule.PARAMETERS, header, "        - in: header\n          name: x-workshop-token\n"
						+ "          description: Token\n          required: true\n          schema:\n            type: string\n"
						+ header),
				new BrokenToolFile(ImporterRule.PARAMETERS, "get-job", "          name: id\n",
						"          name: job_id\n"),
				in(ImporterRule.REQUEST_BODY, "          application/json:\n", "          multipart/form-data:\n"),
				in(ImporterRule.REQUEST_BODY, "          application/json:\n",
						"          application/json; charset=utf-8:\n"),
				in(ImporterRule.REQUEST_BODY, "      requestBody:\n        required: true\n", "      requestBody:\n"),
				in(ImporterRule.REQUEST_BODY, "    ProcessImageRequest:\n      type: object\n",
						"    ProcessImageRequest:\n      type: string\n"),
				new BrokenToolFile(ImporterRule.REQUEST_BODY, "get-job", SECURITY,
						SECURITY + "      requestBody: {}\n"));
	}

	private static Stream<BrokenToolFile> answers() {
		return Stream.of(in(ImporterRule.QUOTED_KEYS, "\"202\":", "202:"),
				in(ImporterRule.QUOTED_KEYS, "\"200\":", "200:"),
				in(ImporterRule.RESPONSES, ACCEPTED, "        \"400\":\n          description: Wrong\n" + ACCEPTED),
				in(ImporterRule.RESPONSES, "      callbacks:\n",
						"        \"4XX\":\n          description: Wrong\n      callbacks:\n"),
				in(ImporterRule.RESPONSES, "      callbacks:\n",
						"        \"200\":\n          description: Done\n      callbacks:\n"),
				new BrokenToolFile(ImporterRule.RESPONSES, "get-job", "\"200\":", "\"202\":"),
				in(ImporterRule.ACKNOWLEDGEMENT, "        - accepted\n", ""),
				in(ImporterRule.ACKNOWLEDGEMENT, "          type: boolean\n", "          type: string\n"),
				in(ImporterRule.ACKNOWLEDGEMENT, "        accepted:\n          type: boolean\n",
						"        location:\n          type: string\n          description: Path\n"
								+ "        accepted:\n          type: boolean\n"));
	}

	private static Stream<BrokenToolFile> callbacks() {
		return Stream.of(in(ImporterRule.CALLBACK, "{$request.header.callbackUrl}", "{$request.body.callbackUrl}"),
				in(ImporterRule.CALLBACK, "            post:\n", "            summary: Result\n            post:\n"),
				in(ImporterRule.CALLBACK, "            post:\n", "            put:\n"),
				in(ImporterRule.CALLBACK, SECURITY, "        again: {}\n" + SECURITY),
				in(ImporterRule.CALLBACK, "\"200\":", "\"204\":"),
				in(ImporterRule.CALLBACK, "      callbacks:\n", "      x-callbacks:\n"),
				in(ImporterRule.CALLBACK, "    CosCallback:\n      type: object\n",
						"    CosCallback:\n      type: string\n"),
				new BrokenToolFile(ImporterRule.CALLBACK, "get-job", SECURITY, "      callbacks: {}\n" + SECURITY));
	}

	private static Stream<BrokenToolFile> schemas() {
		String status = "      required:\n        - status\n";
		return Stream.of(
				new BrokenToolFile(ImporterRule.REFERENCES, "get-job", ITEM,
						ITEM + "            description: An image\n"),
				new BrokenToolFile(ImporterRule.REFERENCES, "get-job", "schemas/Item\"", "schemas/Image\""),
				new BrokenToolFile(ImporterRule.REFERENCES, "get-job", "#/components/schemas/Item", "item.yaml"),
				new BrokenToolFile(ImporterRule.REFERENCES, "get-job", "schemas/Item\"", "schemas/Job\""),
				in(ImporterRule.PLAIN_SCHEMAS, ERROR, ERROR.replace("string", "[string, \"null\"]")),
				in(ImporterRule.PLAIN_SCHEMAS, ERROR, ERROR.replace("string", "text")),
				in(ImporterRule.PLAIN_SCHEMAS, ERROR, "        error:\n          oneOf:\n            - type: string\n"),
				in(ImporterRule.PLAIN_SCHEMAS, status, "      additionalProperties: false\n" + status),
				in(ImporterRule.PLAIN_SCHEMAS, "          type: integer\n",
						"          type: integer\n          enum:\n            - 900\n"),
				in(ImporterRule.PLAIN_SCHEMAS, "            - failed\n",
						"            - failed\n          nullable: true\n"),
				in(ImporterRule.REQUIRED_FIELDS, status, status + "        - verdict\n"));
	}

	private static Stream<BrokenToolFile> security() {
		return Stream.of(in(ImporterRule.SECURITY, "- workshopToken: []", "- otherToken: []"),
				in(ImporterRule.SECURITY, "- workshopToken: []", "- {}"),
				in(ImporterRule.SECURITY, "- workshopToken: []", "- workshopToken: []\n        - {}"),
				in(ImporterRule.SECURITY, "      name: x-api-key\n", ""), in(ImporterRule.SECURITY, SECURITY, ""),
				in(ImporterRule.SECURITY, "components:\n", "security:\n  - workshopToken: []\ncomponents:\n"));
	}

	private static BrokenToolFile in(ImporterRule rule, String good, String bad) {
		return new BrokenToolFile(rule, "process-image-async", good, bad);
	}

	ToolDocument document() {
		String text = ToolDocument.text(ToolDocument.FOLDER.resolve(this.name + ".yaml"));
		assertThat(text).contains(this.good);
		return ToolDocument.of(text.replaceFirst(Pattern.quote(this.good), Matcher.quoteReplacement(this.bad)));
	}

	@Override
	public String toString() {
		return this.rule + ": " + this.bad.strip();
	}

}
