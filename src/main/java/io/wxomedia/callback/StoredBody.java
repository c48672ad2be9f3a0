package io.wxomedia.callback;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.wxomedia.base64.Base64InputStream;
import io.wxomedia.exchange.OutgoingBody;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.VerifiedPayload;
import io.wxomedia.wait.FinishedBodies;
import org.jspecify.annotations.Nullable;

/**
 * The body of a callback, or of an answer that waited for it. Unless it is small, its
 * payload is read from the store each time it is sent.
 */
class StoredBody implements OutgoingBody, FinishedBodies.Body {

	private final byte[] head;

	private final @Nullable VerifiedPayload payload;

	private final byte[] tail;

	private final long length;

	/**
	 * Create a body whose payload is what was stored: half a message cannot be taken
	 * back.
	 */
	StoredBody(FixedBody body, PayloadStore payloads) throws IOException {
		this.head = body.head().getBytes(StandardCharsets.UTF_8);
		this.tail = body.tail().getBytes(StandardCharsets.UTF_8);
		this.payload = (body.payload() != null) ? payloads.verified(body.payload()) : null;
		long payloadLength = (this.payload != null) ? (this.payload.length() + 2) / 3 * 4 : 0;
		this.length = this.head.length + payloadLength + this.tail.length;
	}

	@Override
	public long length() {
		return this.length;
	}

	@Override
	public InputStream open() throws IOException {
		List<InputStream> parts = new ArrayList<>();
		parts.add(new ByteArrayInputStream(this.head));
		if (this.payload != null) {
			parts.add(new Base64InputStream(this.payload.open()));
		}
		parts.add(new ByteArrayInputStream(this.tail));
		return new SequenceInputStream(Collections.enumeration(parts));
	}

}
