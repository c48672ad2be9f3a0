package io.wxomedia.console;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for how the scripts of the first view become one. What comes of it is run by the
 * tests with a browser.
 */
class ScriptBundleTests {

	@Test
	void modulesBecomeFunctionsInTheOrderOfTheirImports() {
		Map<String, String> served = served(Map.of("app.js",
				"import \"./side.js\";\nimport { a as b, c } from \"./part.js\";\nimport(\"./views/try.js\");import(\"./views/late.js\");",
				"views/try.js", "import * as part from \"../part.js\";\nexport const url = import.meta.url;", "part.js",
				"export const a = 1;\nexport function c() {}\n", "side.js", "let x=1;export{x as y};", "views/late.js",
				"import { a } from \"../part.js\";\na;"));
		assertThat(served).containsOnlyKeys("page.js", "views/late.js");
		assertThat(served.get("page.js")).isEqualTo("""
				export const pageModules = {};
				pageModules["part.js"] = (() => {
				const a = 1;
				function c() {}

				return { get a() { return a; }, get c() { return c; } };
				})();
				pageModules["views/try.js"] = (() => {
				const part = pageModules["part.js"];
				const url = new URL("./views/try.js", import.meta.url);
				return { get url() { return url; } };
				})();
				pageModules["side.js"] = (() => {
				let x=1;
				return { get y() { return x; } };
				})();
				pageModules["app.js"] = (() => {

				const { a: b, c } = pageModules["part.js"];
				Promise.resolve(pageModules["views/try.js"]);import("./views/late.js");
				return {  };
				})();
				""");
		assertThat(served.get("views/late.js"))
			.isEqualTo("import { pageModules } from \"../page.js\";const { a } = pageModules[\"part.js\"];\na;");
	}

	@Test
	void whatChangesMayNotBeTakenByName() {
		assertThatIllegalStateException()
			.isThrownBy(() -> served(Map.of("app.js", "", "views/try.js", "import { mode } from \"../live.js\";",
					"live.js", "export let mode = 1;")))
			.withMessageContaining("views/try.js takes mode of live.js");
	}

	@Test
	void whatIsNotThereIsNamed() {
		assertThatIllegalStateException()
			.isThrownBy(() -> served(Map.of("app.js", "", "views/try.js", "import \"./none.js\";")))
			.withMessageContaining("views/none.js");
	}

	private static Map<String, String> served(Map<String, String> sources) {
		Map<String, byte[]> contents = new TreeMap<>();
		sources.forEach((name, source) -> contents.put(name, source.getBytes(StandardCharsets.UTF_8)));
		Map<String, String> served = new TreeMap<>();
		ScriptBundle.of(contents).forEach((name, bytes) -> served.put(name, new String(bytes, StandardCharsets.UTF_8)));
		return served;
	}

}
