package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.exchange.OutgoingBody;
import io.wxomedia.exchange.RequestSigner;
import io.wxomedia.signature.SignedContent;
import io.wxomedia.signature.SigningSecrets;
import org.jspecify.annotations.Nullable;

/**
 * Adds the signature to the headers of an attempt. The body is read once more for it, and
 * never held.
 */
class CallbackSigner implements RequestSigner {

	private final SigningSecrets secrets;

	CallbackSigner(SigningSecrets secrets) {
		this.secrets = secrets;
	}

	@Override
	public Map<String, String> sign(Map<String, String> headers, OutgoingBody body) throws IOException {
		@Nullable String id = headers.get(SigningSecrets.ID);
		@Nullable String timestamp = headers.get(SigningSecrets.TIMESTAMP);
		if (this.secrets.count() == 0 || id == null || timestamp == null) {
			return headers;
		}
		SignedContent content = this.secrets.content(id, timestamp);
		try (InputStream bytes = body.open()) {
			bytes.transferTo(content);
		}
		Map<String, String> signed = new LinkedHashMap<>(headers);
		signed.put(SigningSecrets.SIGNATURE, content.signatures());
		return signed;
	}

}
