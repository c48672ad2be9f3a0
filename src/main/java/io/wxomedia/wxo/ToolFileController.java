package io.wxomedia.wxo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.PublicUrl;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out the tool files, ready to be imported: the server in them is this service.
 */
@RestController
@Tag(name = ApiTag.ORCHESTRATE)
class ToolFileController {

	private static final MediaType YAML = new MediaType(MediaType.APPLICATION_YAML, StandardCharsets.UTF_8);

	private final ToolFiles secured = ToolFiles.secured();

	private final ToolFiles open = ToolFiles.open();

	private final PublicUrl publicUrl;

	ToolFileController(PublicUrl publicUrl) {
		this.publicUrl = publicUrl;
	}

	@Operation(operationId = "listToolFiles", summary = "Lists the tool files for watsonx Orchestrate")
	@GetMapping(path = "/wxo", produces = MediaType.APPLICATION_JSON_VALUE)
	ToolList list() {
		String folder = this.publicUrl.get() + "/wxo/";
		return new ToolList(this.secured.all()
			.stream()
			.map((file) -> new Tool(file.name(), file.operationId(), folder + file.name() + ".yaml",
					folder + "open/" + file.name() + ".yaml"))
			.toList());
	}

	@Operation(operationId = "getToolFile", summary = "Returns a tool file that sends the token by a connection")
	@ApiResponse(responseCode = "200", description = "An OpenAPI 3.0 document whose server is this service",
			content = @Content(mediaType = MediaType.APPLICATION_YAML_VALUE, schema = @Schema(type = "string")))
	@Refuses("404 not_found")
	@GetMapping("/wxo/{name}.yaml")
	ResponseEntity<byte[]> secured(@Parameter(example = "get-job") @PathVariable String name) {
		return answer(this.secured, name);
	}

	@Operation(operationId = "getOpenToolFile", summary = "Returns a tool file for a service without a token")
	@ApiResponse(responseCode = "200", description = "An OpenAPI 3.0 document whose server is this service",
			content = @Content(mediaType = MediaType.APPLICATION_YAML_VALUE, schema = @Schema(type = "string")))
	@Refuses("404 not_found")
	@GetMapping("/wxo/open/{name}.yaml")
	ResponseEntity<byte[]> open(@Parameter(example = "get-job") @PathVariable String name) {
		return answer(this.open, name);
	}

	/**
	 * Written as bytes, so that the answer has a Content-Length. It is not to be kept:
	 * the address in it may follow from the request.
	 */
	private ResponseEntity<byte[]> answer(ToolFiles files, String name) {
		ToolFile file = files.find(name);
		if (file == null) {
			throw Refusal.notFound("There is no such tool file; there are "
					+ files.all().stream().map(ToolFile::name).collect(Collectors.joining(", ")) + ".");
		}
		return ResponseEntity.ok()
			.contentType(YAML)
			.cacheControl(CacheControl.noStore())
			.body(file.at(this.publicUrl.get()).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The tool files there are.
	 *
	 * @param tools one entry for each tool
	 */
	record ToolList(List<Tool> tools) {

	}

	/**
	 * A tool and where its files are.
	 *
	 * @param name the file's name without its ending
	 * @param operationId the tool's name
	 * @param url the file that sends the token by a connection
	 * @param openUrl the file for a service without a token
	 */
	record Tool(String name, @JsonProperty("operation_id") String operationId, String url,
			@JsonProperty("open_url") String openUrl) {

	}

}
