package io.wxomedia.callback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the migration makes of the addresses that it finds.
 */
final class HostMigration {

	private static final List<String> URLS = List.of("http://Hooks.Example.com:8080/a?b=http://c/",
			"https://[::1]:9000/", "http://my_service", "http://example.com?a=b", "HTTPS://example.com/#c");

	static final List<String> EXPECTED = Stream
		.of("hooks.example.com", "::1", "my_service", "example.com", "example.com")
		.toList();

	private static final Pattern EXPRESSION = Pattern.compile("update delivery set host = (.*?);", Pattern.DOTALL);

	private HostMigration() {
	}

	/**
	 * Run the expression of the script on a few addresses.
	 */
	static List<String> hosts(JdbcClient jdbc) {
		Matcher matcher = EXPRESSION.matcher(script());
		if (!matcher.find()) {
			throw new AssertionError("The script fills in no hosts");
		}
		String sql = "select " + matcher.group(1) + " from (select cast(:url as varchar) as url) given";
		return URLS.stream().map((url) -> jdbc.sql(sql).param("url", url).query(String.class).single()).toList();
	}

	private static String script() {
		try {
			return Files.readString(Path.of("src/main/resources/db/migration/V2__deliveries.sql"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
