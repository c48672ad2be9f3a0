package io.wxomedia.inbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

import io.wxomedia.signature.SignedContent;
import io.wxomedia.signature.SigningSecrets;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signature of a callback on the bytes that go by while its body is read.
 */
class SignedBody extends FilterInputStream {

	private static final Duration TOLERANCE = Duration.ofMinutes(5);

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

	private final @Nullable String signatures;

	private final boolean timely;

	private final SignedContent content;

	/**
	 * Begin to read.
	 * @param body the body
	 * @param headers the callback's headers, with names in lower case
	 * @param secrets what it should be signed with
	 * @param now the time
	 */
	SignedBody(InputStream body, Map<String, String> headers, SigningSecrets secrets, Instant now) {
		super(body);
		String timestamp = headers.getOrDefault(SigningSecrets.TIMESTAMP, "");
		this.signatures = headers.get(SigningSecrets.SIGNATURE);
		this.timely = SECONDS.matcher(timestamp).matches() && isTimely(Long.parseLong(timestamp), now);
		this.content = secrets.content(headers.getOrDefault(SigningSecrets.ID, ""), timestamp);
	}

	private static boolean isTimely(long timestamp, Instant now) {
		return Duration.between(Instant.ofEpochSecond(timestamp), now).abs().compareTo(TOLERANCE) <= 0;
	}

	@Override
	public int read() throws IOException {
		int b = super.read();
		if (b >= 0) {
			this.content.write(b);
		}
		return b;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int count = super.read(bytes, offset, length);
		if (count > 0) {
			this.content.write(bytes, offset, count);
		}
		return count;
	}

	@Override
	public long skip(long count) {
		throw new UnsupportedOperationException("What is skipped cannot be checked");
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	/**
	 * Return what the signature is worth. Reads what is left of the body, and may be
	 * called once.
	 * @return the verdict
	 * @throws IOException if the body broke off
	 */
	ReceivedSignature signature() throws IOException {
		transferTo(OutputStream.nullOutputStream());
		if (this.signatures == null) {
			return ReceivedSignature.ABSENT;
		}
		return (this.timely && this.content.matches(this.signatures)) ? ReceivedSignature.VALID
				: ReceivedSignature.INVALID;
	}

}
