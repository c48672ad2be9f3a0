package io.wxomedia.signature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.wxomedia.testing.FuzzTests;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes the check of a received message: the first line of the input is its identifier,
 * the second its timestamp, the third the header with the signatures, the rest the body.
 * A {@code @} in the header stands for the right signature, which no fuzzer would guess.
 */
class SignatureFuzzTests extends FuzzTests {

	private static final byte[] KEY = "twenty-four bytes of key".getBytes(StandardCharsets.US_ASCII);

	private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

	private final SigningSecrets secrets = SigningSecrets.valueOf(SECRET);

	SignatureFuzzTests() {
		super("signature", 30_000);
	}

	@Override
	protected void run(byte[] input) throws Exception {
		// As headers arrive: one character for each byte.
		String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 4);
		String id = lines[0];
		String timestamp = (lines.length > 1) ? lines[1] : "";
		String body = (lines.length > 3) ? lines[3] : "";
		String right = signature(id, timestamp, body);
		String header = ((lines.length > 2) ? lines[2] : "").replace("@", right);
		assertThat(check(id, timestamp, body, header)).as("id %s, timestamp %s, header %s", id, timestamp, header)
			.isEqualTo(isListed(right, header));
		assertThat(check(id, timestamp, body + " ", right)).isFalse();
		assertThat(check(id + "0", timestamp, body, right)).isFalse();
		readSecrets(header);
	}

	private boolean check(String id, String timestamp, String body, String header) {
		SignedContent content = this.secrets.content(id, timestamp);
		byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
		content.write(bytes, 0, bytes.length / 2);
		for (int i = bytes.length / 2; i < bytes.length; i++) {
			content.write(bytes[i]);
		}
		return content.matches(header);
	}

	private static String signature(String id, String timestamp, String body) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
		mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
		return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.ISO_8859_1)));
	}

	/**
	 * Look through the header by hand: signatures are separated by white space.
	 */
	private static boolean isListed(String right, String header) {
		StringBuilder one = new StringBuilder();
		for (char c : (header.trim() + " ").toCharArray()) {
			if (c > ' ' || c < '\t' || c > '\r' && c < ' ') {
				one.append(c);
				continue;
			}
			if (one.toString().equals(right)) {
				return true;
			}
			one.setLength(0);
		}
		return false;
	}

	private static void readSecrets(String text) {
		List<String> given = Arrays.stream(text.split("[,\\s]+")).filter((secret) -> !secret.isEmpty()).toList();
		try {
			assertThat(SigningSecrets.valueOf(text).count()).isEqualTo(given.size());
		}
		catch (IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			assertThat(given).as(message).noneMatch((secret) -> secret.length() > 12 && message.contains(secret));
		}
	}

}
