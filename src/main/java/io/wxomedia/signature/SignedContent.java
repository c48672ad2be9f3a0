package io.wxomedia.signature;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a body while it is written, and keeps nothing of it. Not thread-safe. The
 * signatures can be asked for once, when the body is complete.
 */
public final class SignedContent extends OutputStream {

	private static final String VERSION = "v1,";

	private final List<Mac> macs;

	SignedContent(List<SecretKeySpec> keys, String prefix) {
		this.macs = keys.stream().map(SignedContent::mac).toList();
		byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
		write(bytes, 0, bytes.length);
	}

	private static Mac mac(SecretKeySpec key) {
		try {
			Mac mac = Mac.getInstance(SigningSecrets.ALGORITHM);
			mac.init(key);
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + SigningSecrets.ALGORITHM, ex);
		}
	}

	@Override
	public void write(int b) {
		this.macs.forEach((mac) -> mac.update((byte) b));
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		this.macs.forEach((mac) -> mac.update(bytes, offset, length));
	}

	/**
	 * Return the value of the header {@link SigningSecrets#SIGNATURE}.
	 * @return one signature for each secret, separated by spaces; empty if there is no
	 * secret
	 */
	public String signatures() {
		return this.macs.stream().map(SignedContent::signature).collect(Collectors.joining(" "));
	}

	private static String signature(Mac mac) {
		return VERSION + Base64.getEncoder().encodeToString(mac.doFinal());
	}

	/**
	 * Check the signatures of a message that was received, in constant time.
	 * @param header the value of its header {@link SigningSecrets#SIGNATURE}
	 * @return whether one of them was made with one of the secrets
	 */
	public boolean matches(String header) {
		String[] given = header.trim().split("\\s+");
		boolean matches = false;
		for (Mac mac : this.macs) {
			byte[] expected = signature(mac).getBytes(StandardCharsets.UTF_8);
			for (String signature : given) {
				matches |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
			}
		}
		return matches;
	}

}
