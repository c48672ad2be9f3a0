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
import io.wxomedia.wait.FinishedBodies;

/**
 * The body of a callback, or of an answer that waited for it. Its payload is read from
 * the store each time it is sent.
 */
class StoredBody implements OutgoingBody, FinishedBodies.Body {

	private final byte[] head;

	private final FixedBody body;

	private final byte[] tail;

	private final PayloadStore payloads;

	private final long length;

	/**
	 * Create a body whose payload is what was stored: half a message cannot be taken
	 * back.
	 */
	StoredBody(FixedBody body, PayloadStore payloads) throws IOException {
		this.body = body;
		this.head = body.head().getBytes(StandardCharsets.UTF_8);
		this.tail = body.tail().getBytes(StandardCharsets.UTF_8);
		this.payloads = payloads;
		this.length = this.head.length + payloadLength() + this.tail.length;
	}

	private long payloadLength() throws IOException {
		return (this.body.payload() != null) ? (this.payloads.verify(this.body.payload()) + 2) / 3 * 4 : 0;
	}

	@Override
	public long length() {
		return this.length;
	}

	@Override
	public InputStream open() throws IOException {
		List<InputStream> parts = new ArrayList<>();
		parts.add(new ByteArrayInputStream(this.head));
		if (this.body.payload() != null) {
			parts.add(new Base64InputStream(this.payloads.open(this.body.payload())));
		}
		parts.add(new ByteArrayInputStream(this.tail));
		return new SequenceInputStream(Collections.enumeration(parts));
	}

}
