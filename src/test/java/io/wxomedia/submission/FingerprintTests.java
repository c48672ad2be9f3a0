package io.wxomedia.submission;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fingerprint}: keys that callers sent to earlier versions have to hold.
 */
class FingerprintTests {

	@Test
	void eachTextIsEndedByAZeroByte() {
		assertThat(new Fingerprint().add("/process", "a sea").hex()).isEqualTo(digest("/process\0a sea\0"));
	}

	@Test
	void bytesAreTakenAsTheyAre() {
		Fingerprint all = new Fingerprint().add("é");
		all.add("picture and more".getBytes(StandardCharsets.UTF_8), 7);
		assertThat(all.hex()).isEqualTo(digest("é\0picture"));
	}

	@Test
	void whereOneTextEndsMatters() {
		assertThat(new Fingerprint().add("ab", "c").hex()).isNotEqualTo(new Fingerprint().add("a", "bc").hex());
	}

	private static String digest(String text) {
		return HexFormat.of().formatHex(Fingerprint.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
	}

}
