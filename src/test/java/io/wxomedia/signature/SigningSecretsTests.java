package io.wxomedia.signature;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

import com.standardwebhooks.Webhook;
import io.wxomedia.preflight.Findings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SigningSecrets}, {@link SignedContent} and {@link SignatureCheck}.
 */
class SigningSecretsTests {

	private static final String FIRST = secret(24, 'a');

	private static final String SECOND = secret(64, 'b');

	@ParameterizedTest
	@ValueSource(ints = { 24, 25, 32, 63, 64 })
	void signatureIsThatOfTheReferenceLibrary(int length) throws Exception {
		String secret = secret(length, 'x');
		String body = "{\"status\":\"completed\",\"filename\":\"é😀.png\"}";
		String expected = new Webhook(secret).sign("job-1", 1_700_000_000L, body);
		assertThat(content(secret, body).signatures()).isEqualTo(expected).startsWith("v1,");
	}

	@Test
	void bytesOneByOneAreTheSameContent() {
		SignedContent content = SigningSecrets.valueOf(FIRST).content("job-1", "1700000000");
		for (byte b : "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8)) {
			content.write(b);
		}
		assertThat(content.signatures()).isEqualTo(content(FIRST, "{\"a\":\"é\"}").signatures());
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "  ", ",", ", ", "\t" })
	void twoSecretsMakeTwoSignaturesInTheirOrder(String separator) {
		assertThat(content(FIRST + separator + SECOND, "{}").signatures())
			.isEqualTo(content(FIRST, "{}").signatures() + " " + content(SECOND, "{}").signatures());
	}

	@Test
	void noSecretMakesNoSignatureAndMatchesNothing() {
		assertThat(SigningSecrets.valueOf(" ").count()).isZero();
		assertThat(content("", "{}").signatures()).isEmpty();
		assertThat(content("", "{}").matches("")).isFalse();
		assertThat(content("", "{}").matches(content(FIRST, "{}").signatures())).isFalse();
	}

	@Test
	void signatureMatchesItsOwnSecretAndBodyOnly() {
		String signature = content(FIRST, "{}").signatures();
		assertThat(content(FIRST, "{}").matches(signature)).isTrue();
		assertThat(content(SECOND + " " + FIRST, "{}").matches(" v1,AAAA  " + signature + " ")).isTrue();
		assertThat(content(SECOND, "{}").matches(signature)).isFalse();
		assertThat(content(FIRST, "{} ").matches(signature)).isFalse();
		assertThat(content(FIRST, "{}").matches(signature.substring(3))).isFalse();
		assertThat(content(FIRST, "{}").matches(signature.replace("v1,", "v1a,"))).isFalse();
		assertThat(content(FIRST, "{}").matches(signature.toLowerCase())).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_hush!hush!hush!hush!hush!hush!hush",
			"WHSEC_aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVu", "aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVu",
			"whsec_aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVuaGk", "whsec_-_lkZGVuaGlkZGVuaGlkZGVuaGlkZGVu",
			"whsec_aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVu;whsec_aGlkZGVuaGlkZGVuaGlkZGVuaGlkZGVu" })
	void secretThatCannotBeUsedIsRefusedWithoutSayingIt(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SigningSecrets.valueOf(text))
			.withMessageStartingWith("CALLBACK_SIGNING_SECRET must be whsec_ and the base64 of 24 to 64 random bytes")
			.withMessageNotContaining("aGlk")
			.withMessageNotContaining("hush")
			.withMessageNotContaining("c2hv")
			.withNoCause();
	}

	@Test
	void lengthAndNumberOfSecretsAreTold() {
		assertThatIllegalArgumentException().isThrownBy(() -> SigningSecrets.valueOf(secret(23, 'x')))
			.withMessageEndingWith("(there are 23 bytes)");
		assertThatIllegalArgumentException().isThrownBy(() -> SigningSecrets.valueOf(FIRST + " " + secret(65, 'x')))
			.withMessageEndingWith("(there are 65 bytes)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SigningSecrets.valueOf(FIRST + " " + SECOND + " " + FIRST))
			.withMessageEndingWith("(there are 3)");
	}

	@ParameterizedTest
	@CsvSource({ "0, not signed", "1, are signed (Standard Webhooks)", "2, signed with both secrets" })
	void preflightAndTextTellHowManySecretsThereAreAndNothingOfThem(int count, String message) {
		SigningSecrets secrets = SigningSecrets.valueOf(String.join(" ", List.of(FIRST, SECOND).subList(0, count)));
		assertThat(secrets.toString()).isEqualTo(count + " secret(s)");
		assertThat(new SignatureProperties(secrets).toString()).doesNotContain("whsec").contains(count + " secret(s)");
		SignatureCheck check = new SignatureCheck(secrets);
		Findings findings = new Findings(check.name(), Clock.systemUTC());
		check.run(findings);
		assertThat(findings.lines()).singleElement().satisfies((line) -> {
			assertThat(line.message()).contains(message).doesNotContain("whsec");
			assertThat(line.mend()).isNull();
		});
	}

	private static SignedContent content(String secrets, String body) {
		SignedContent content = SigningSecrets.valueOf(secrets).content("job-1", "1700000000");
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		content.write(bytes, 0, bytes.length);
		return content;
	}

	private static String secret(int length, char content) {
		return "whsec_" + Base64.getEncoder()
			.encodeToString(String.valueOf(content).repeat(length).getBytes(StandardCharsets.US_ASCII));
	}

}
