package io.wxomedia.access;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Credentials} and what {@link AccessProperties} allow them to be.
 */
class CredentialsTests {

	private static final String ALICE = "alice-0123456789";

	private static final String BOB = "bob-0123456789ab";

	private static final String ADMIN = "admin-0123456789";

	@Test
	void serviceWithoutCredentialsIsOpen() {
		Credentials credentials = credentials("", "", "");
		assertThat(credentials.areNeeded()).isFalse();
		assertThat(credentials.variables()).isEmpty();
	}

	@Test
	void roomOwnsAServiceWithNothingButItsToken() {
		assertThat(holder(credentials("token", "", ""), "token")).isEqualTo(new Caller("workshop", true));
	}

	@ParameterizedTest
	@CsvSource({ "alice:" + ALICE + ", ''", "'', " + ADMIN, "alice:" + ALICE + ", " + ADMIN })
	void roomIsOneOwnerAmongOthersWhereTheyAreToldApart(String apiKeys, String adminKey) {
		assertThat(holder(credentials("token", apiKeys, adminKey), "token")).isEqualTo(new Caller("workshop", false));
	}

	@Test
	void eachSecretHasItsHolder() {
		Credentials credentials = credentials("token", "alice:" + ALICE + ",bob:" + BOB, ADMIN);
		assertThat(holder(credentials, ALICE)).isEqualTo(new Caller("alice", false));
		assertThat(holder(credentials, BOB)).isEqualTo(new Caller("bob", false));
		assertThat(holder(credentials, ADMIN)).isEqualTo(new Caller("admin", true));
		assertThat(credentials.variables()).containsExactly("WORKSHOP_TOKEN", "API_KEYS", "ADMIN_KEY");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "alice", "alice-012345678", "alice-01234567890", "ALICE-0123456789",
			"alice:alice-0123456789", "alice-0123456789,bob-0123456789ab" })
	void nothingElseIsASecret(String given) {
		assertThat(holder(credentials("token", "alice:" + ALICE + ",bob:" + BOB, ADMIN), given)).isNull();
	}

	@Test
	void firstSecretThatIsKnownTells() {
		Credentials credentials = credentials("", "alice:" + ALICE + ",bob:" + BOB, "");
		assertThat(holder(credentials, "wrong", BOB, ALICE)).isEqualTo(new Caller("bob", false));
	}

	@ParameterizedTest
	@CsvSource({ ALICE + ", alice:" + ALICE + ", '', WORKSHOP_TOKEN must ",
			"'', alice:" + ALICE + ", " + ALICE + ", ADMIN_KEY must ", ADMIN + ", '', " + ADMIN + ", ADMIN_KEY must " })
	void oneSecretHasOneHolder(String token, String apiKeys, String adminKey, String part) {
		assertThatIllegalArgumentException().isThrownBy(() -> credentials(token, apiKeys, adminKey))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith(part).doesNotContain("0123"));
	}

	@Test
	void settingsDoNotPrintSecrets() {
		assertThat(properties("token-hush", "alice:" + ALICE, ADMIN).toString()).contains("alice")
			.doesNotContain("hush", ALICE, ADMIN);
	}

	private static @Nullable Caller holder(Credentials credentials, String... given) {
		return credentials.holder(List.of(given));
	}

	static Credentials credentials(String token, String apiKeys, String adminKey) {
		return new Credentials(properties(token, apiKeys, adminKey), adminKey);
	}

	private static AccessProperties properties(String token, String apiKeys, String adminKey) {
		return new AccessProperties(token, ApiKeys.valueOf(apiKeys), adminKey, false, null, AllowedOrigins.valueOf(""));
	}

}
