package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.wxomedia.payload.PayloadStore;

/**
 * {@link CallbackBody} that reads its payload from the store each time it is written.
 */
class StoredBody implements CallbackBody {

	private static final int BLOCK = 3 * 16 * 1024;

	private final byte[] head;

	private final FixedBody body;

	private final byte[] tail;

	private final PayloadStore payloads;

	private final long length;

	StoredBody(FixedBody body, PayloadStore payloads) throws IOException {
		this.body = body;
		this.head = body.head().getBytes(StandardCharsets.UTF_8);
		this.tail = body.tail().getBytes(StandardCharsets.UTF_8);
		this.payloads = payloads;
		this.length = this.head.length + payloadLength() + this.tail.length;
	}

	private long payloadLength() throws IOException {
		return (this.body.payload() != null) ? (this.payloads.length(this.body.payload()) + 2) / 3 * 4 : 0;
	}

	@Override
	public long length() {
		return this.length;
	}

	@Override
	public void writeTo(OutputStream out) throws IOException {
		out.write(this.head);
		if (this.body.payload() != null) {
			try (InputStream payload = this.payloads.open(this.body.payload())) {
				writeBase64(payload, out);
			}
		}
		out.write(this.tail);
	}

	/**
	 * Whole groups of three bytes at a time, so that the pieces make up one text.
	 */
	private static void writeBase64(InputStream payload, OutputStream out) throws IOException {
		Base64.Encoder encoder = Base64.getEncoder();
		byte[] bytes = payload.readNBytes(BLOCK);
		while (bytes.length > 0) {
			out.write(encoder.encode(bytes));
			bytes = payload.readNBytes(BLOCK);
		}
	}

}
