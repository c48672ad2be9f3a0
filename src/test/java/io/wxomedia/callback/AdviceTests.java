package io.wxomedia.callback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.exchange.Trouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Advice}.
 */
class AdviceTests {

	private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b");

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 202, 204, 206, 299 })
	void successNeedsNone(int status) {
		assertThat(Advice.of(status, null)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			301 |                       | redirects, and callbacks do not follow
			302 |                       | redirects, and callbacks do not follow
			304 |                       | redirects, and callbacks do not follow
			308 |                       | redirects, and callbacks do not follow
			400 |                       | does not like the request
			401 |                       | webhook-signature
			403 |                       | firewall
			404 |                       | active and still waits
			405 |                       | does not take POST
			409 |                       | start another
			410 |                       | no attempt follows
			413 |                       | /process-image-async
			415 |                       | accept JSON
			418 |                       | refuses the callback
			422 |                       | not its fields
			429 |                       | CALLBACK_LATE_RETRIES
			500 |                       | look into its log
			502 |                       | gateway
			503 |                       | CALLBACK_LATE_RETRIES
			504 |                       | answer first and work
			520 |                       | receiver failed
			999 |                       | status that HTTP does not know
			    | name_unknown          | the DNS
			    | lookup_timed_out      | DNS did not answer
			    | url_invalid           | give another one
			    | https_required        | CALLBACK_REQUIRE_HTTPS=false
			    | address_private       | CALLBACK_PRIVATE_NETWORKS=allow
			    | address_not_listed    | CALLBACK_ALLOWED_HOSTS
			    | address_never_allowed | no setting allows
			    | connection_refused    | Nobody listens
			    | unreachable           | routes, VPN and firewall
			    | connect_timed_out     | firewall
			    | tls_timed_out         | port is the one for https
			    | tls_failed            | TLS 1.2
			    | certificate_refused   | trust store
			    | send_timed_out        | read faster
			    | answer_timed_out      | answer 2xx first
			    | timed_out             | answer 2xx first
			    | connection_lost       | closed the connection without an answer
			    | not_http              | does not answer in HTTP
			    | body_unreadable       | its own store
			    | body_timed_out        | own disk or database
			    | link_not_signed       | COS settings
			    | result_gone           | RETENTION
			    | result_damaged        | submit the image again
			    | other                 | no name of its own
			    | of_a_later_version    | no name of its own
			    |                       | no name of its own
			""")
	void failureHasCauseAndCure(@Nullable Integer status, @Nullable String trouble, String words) {
		assertThat(Advice.of(status, trouble)).contains(words);
	}

	@ParameterizedTest
	@EnumSource
	void troubleHasAdviceOfItsOwn(Trouble trouble) {
		String advice = Advice.of(null, trouble.word());
		if (trouble != Trouble.OTHER) {
			assertThat(advice).isNotEqualTo(Advice.of(null, Trouble.OTHER.word()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void callbackThatCouldNotBeTriedHasAdviceOfItsOwn(Unsendable unsendable) {
		assertThat(Advice.of(null, unsendable.word())).isNotEqualTo(Advice.of(null, Trouble.OTHER.word()));
	}

	@Test
	void adviceIsOneSentence() {
		assertThat(all()).allSatisfy((advice) -> assertThat(advice).matches("[A-Z].*[A-Za-z)]\\.")
			.doesNotContain(". ")
			.doesNotContain("\n")
			.hasSizeLessThan(300));
	}

	@Test
	void everySettingThatIsNamedExists() throws IOException {
		String documented = Files.readString(Path.of("CONFIGURATION.md"));
		Set<String> named = new TreeSet<>();
		for (String advice : all()) {
			Matcher variable = VARIABLE.matcher(advice);
			while (variable.find()) {
				named.add(variable.group());
			}
		}
		named.remove("N8N_PAYLOAD_SIZE_MAX");
		assertThat(named).contains("CALLBACK_PRIVATE_NETWORKS", "CALLBACK_TIMEOUT_SECONDS")
			.allSatisfy((variable) -> assertThat(documented).contains(variable));
	}

	/**
	 * The migration gives attempts of earlier versions their words.
	 */
	@Test
	void everyWordOfTheMigrationHasAdvice() throws IOException {
		String script = Files.readString(Path.of("src/main/resources/db/migration/V15__kept_jobs.sql"));
		Matcher word = Pattern.compile("then '(\\w+)'").matcher(script);
		List<String> words = word.results().map((result) -> result.group(1)).toList();
		assertThat(words).hasSizeGreaterThan(15)
			.allSatisfy(
					(each) -> assertThat(Advice.of(null, each)).isNotEqualTo(Advice.of(null, Trouble.OTHER.word())));
	}

	private static Set<String> all() {
		Set<String> all = new TreeSet<>();
		for (int status = 300; status < 600; status++) {
			all.add(String.valueOf(Advice.of(status, null)));
		}
		for (Trouble trouble : Trouble.values()) {
			all.add(String.valueOf(Advice.of(null, trouble.word())));
		}
		for (Unsendable unsendable : Unsendable.values()) {
			all.add(String.valueOf(Advice.of(null, unsendable.word())));
		}
		return all;
	}

}
