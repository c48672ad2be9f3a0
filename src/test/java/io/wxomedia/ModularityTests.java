package io.wxomedia;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

/**
 * Tests for the module structure.
 */
class ModularityTests {

	private final ApplicationModules modules = ApplicationModules.of(MediaApplication.class);

	@Test
	void modulesOnlyUseWhatTheyDeclare() {
		this.modules.verify();
	}

	/**
	 * What the house looks like is in {@code target/spring-modulith-docs} then.
	 */
	@Test
	@Tag("slow")
	void moduleDiagramsAreWritten() {
		new Documenter(this.modules).writeDocumentation();
	}

}
