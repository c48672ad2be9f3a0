package io.wxomedia.wxo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The tool files of one kind, which the build packages from orchestrate-tools/openapi.
 */
final class ToolFiles {

	private static final String ENDING = ".yaml";

	private final Map<String, ToolFile> files = new TreeMap<>();

	private ToolFiles(String folder) {
		try {
			Resource[] found = new PathMatchingResourcePatternResolver(ToolFiles.class.getClassLoader())
				.getResources("classpath:io/wxomedia/wxo/openapi/" + folder + "*" + ENDING);
			for (Resource resource : found) {
				String file = Objects.requireNonNull(resource.getFilename(), "A resource of the class path has a name");
				String name = file.substring(0, file.length() - ENDING.length());
				this.files.put(name, ToolFile.of(name, resource.getContentAsString(StandardCharsets.UTF_8)));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the files for a service that a token protects.
	 * @return the files with a security scheme
	 */
	static ToolFiles secured() {
		return new ToolFiles("");
	}

	/**
	 * Return the files for a service without a token.
	 * @return the files without a security scheme
	 */
	static ToolFiles open() {
		return new ToolFiles("open/");
	}

	@Nullable ToolFile find(String name) {
		return this.files.get(name);
	}

	Collection<ToolFile> all() {
		return this.files.values();
	}

}
