package io.wxomedia.workflowapi;

import java.util.List;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A request whose fields cannot be used. All that is wrong is told at once.
 */
class InvalidRequest extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Issue> issues;

	InvalidRequest(List<Issue> issues) {
		super("Invalid request data");
		this.issues = List.copyOf(issues);
	}

	List<Issue> issues() {
		return this.issues;
	}

	/**
	 * Something that is wrong, in the words of the validators that callers know.
	 *
	 * @param path the names that lead to the field
	 * @param message what is wrong
	 * @param code the kind of fault
	 */
	record Issue(@Schema(example = "[\"imageConfig\", \"size\"]") List<String> path,
			@Schema(example = "String must contain at least 10 character(s)") String message,
			@Schema(example = "too_small") String code) {

	}

}
