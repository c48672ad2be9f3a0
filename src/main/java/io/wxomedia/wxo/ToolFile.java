package io.wxomedia.wxo;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAPI document that watsonx Orchestrate imports as one tool.
 *
 * @param name the file's name without its ending
 * @param operationId the tool's name
 * @param text the document
 */
record ToolFile(String name, String operationId, String text) {

	private static final Pattern OPERATION_ID = Pattern.compile("^ +operationId: (\\w+)$", Pattern.MULTILINE);

	/**
	 * The one server of a document, on a line of its own.
	 */
	private static final Pattern SERVER = Pattern.compile("^(servers:\\R  - url: )\\S+$", Pattern.MULTILINE);

	static ToolFile of(String name, String text) {
		Matcher operationId = OPERATION_ID.matcher(text);
		if (!operationId.find() || !SERVER.matcher(text).find()) {
			throw new IllegalArgumentException("The tool file " + name + " has no operationId or no server");
		}
		return new ToolFile(name, operationId.group(1), text);
	}

	/**
	 * Return the document for one installation of the service. Everything else stays as
	 * it is, comments too.
	 * @param address the address of the service
	 * @return the document with that address as its only server
	 */
	String at(URI address) {
		return SERVER.matcher(this.text).replaceFirst("$1" + Matcher.quoteReplacement(address.toString()));
	}

}
