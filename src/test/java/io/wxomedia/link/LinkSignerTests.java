package io.wxomedia.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link LinkSigner}.
 */
class LinkSignerTests {

	private static final String WRONG = "signature is missing or wrong";

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));

	private final LinkSigner signer = new LinkSigner(new byte[LinkKey.LENGTH], this.clock);

	private final Map<String, String> query = query(this.signer.sign("/a/b c", Duration.ofSeconds(60)));

	@Test
	void linkWorksUntilItExpires() {
		this.clock.advance(Duration.ofSeconds(59));
		assertThatNoException()
			.isThrownBy(() -> this.signer.check("/a/b c", this.query.get("expires"), this.query.get("signature")));
		this.clock.advance(Duration.ofSeconds(1));
		assertRefused("/a/b c", this.query.get("expires"), this.query.get("signature"), "has expired");
	}

	@Test
	void signatureIsHexadecimalSha256() {
		assertThat(this.query.get("signature")).matches("[0-9a-f]{64}");
	}

	@Test
	void linkThatWasTamperedWithIsRefused() {
		String expires = this.query.get("expires");
		String signature = this.query.get("signature");
		assertRefused("/a/b d", expires, signature, WRONG);
		assertRefused("/a/b c", expires + "0", signature, WRONG);
		assertRefused("/a/b c", "0" + expires, signature, WRONG);
		assertRefused("/a/b c", expires, signature + "0", WRONG);
		assertRefused("/a/b c", expires, "", WRONG);
		assertRefused("/a/b c", expires, null, WRONG);
		assertRefused("/a/b c", null, signature, WRONG);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "soon", "99999999999999999999" })
	void expiryThatIsNoTimeIsRefused(String expires) {
		assertRefused("/a/b c", expires, this.query.get("signature"), WRONG);
	}

	@Test
	void linkThatWasMadeHereIsSignedAgainAfterItsEnd() {
		String link = "http://localhost:8000/a/b%20c?" + this.signer.sign("/a/b c", Duration.ofSeconds(60));
		this.clock.advance(Duration.ofDays(2));
		String renewed = this.signer.renew(link, Duration.ofSeconds(60)).orElseThrow();
		assertThat(renewed).startsWith("/a/b%20c?expires=");
		Map<String, String> fresh = query(renewed.substring(renewed.indexOf('?') + 1));
		this.clock.advance(Duration.ofSeconds(59));
		assertThatNoException()
			.isThrownBy(() -> this.signer.check("/a/b c", fresh.get("expires"), fresh.get("signature")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http://localhost/", "http://localhost/a/b%20c", "http://localhost/a/b%zz?expires=1",
			"http://localhost/a/b%20c?expires=1795248060&signature=", "file:///a/b%20c?expires=1" })
	void otherLinksAreNotSigned(String link) {
		assertThat(this.signer.renew(link, Duration.ofSeconds(60))).isEmpty();
		String query = this.signer.sign("/a/b c", Duration.ofSeconds(60));
		assertThat(this.signer.renew("http://localhost/a/b%20d?" + query, Duration.ofSeconds(60))).isEmpty();
		assertThat(this.signer.renew("http://localhost/a/b%20c?" + query.replace("expires=", "expires=1"),
				Duration.ofSeconds(60)))
			.isEmpty();
	}

	@Test
	void linkOfAnotherKeyIsRefused() {
		byte[] key = new byte[LinkKey.LENGTH];
		key[0] = 1;
		Map<String, String> other = query(new LinkSigner(key, this.clock).sign("/a/b c", Duration.ofSeconds(60)));
		assertRefused("/a/b c", other.get("expires"), other.get("signature"), WRONG);
	}

	private void assertRefused(String path, @Nullable String expires, @Nullable String signature, String why) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.signer.check(path, expires, signature))
			.withMessageContaining(why);
	}

	private static Map<String, String> query(String query) {
		return UriComponentsBuilder.newInstance().query(query).build().getQueryParams().asSingleValueMap();
	}

}
