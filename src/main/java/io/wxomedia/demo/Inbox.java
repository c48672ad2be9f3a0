package io.wxomedia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.signature.SigningSecrets;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives callbacks, so that nobody needs a server of their own to see one. Keeps the
 * newest of each name.
 */
class Inbox {

	static final int KEPT = 100;

	private static final int KEPT_IN_ALL = 1000;

	private final InboxTable table;

	private final ReceivedBodyReader reader;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final SigningSecrets secrets;

	private final Clock clock;

	Inbox(InboxTable table, PayloadStore payloads, JsonMapper json, SigningSecrets secrets, Clock clock) {
		this.table = table;
		this.reader = new ReceivedBodyReader(json, payloads);
		this.payloads = payloads;
		this.json = json;
		this.secrets = secrets;
		this.clock = clock;
	}

	void receive(String name, Map<String, String> headers, InputStream body) throws IOException {
		SignedBody signed = new SignedBody(body, headers, this.secrets, this.clock.instant());
		// Should the rest fail, the image belongs to nobody, and the sweep takes it.
		ReceivedBody received = this.reader.read(signed);
		this.table.insert(name, new ReceivedCallback(UUID.randomUUID(), this.clock.instant(),
				this.json.writeValueAsString(headers), signed.signature(), received));
		this.table.deleteAllBut(KEPT, name).forEach(this.payloads::delete);
		this.table.deleteAllBut(KEPT_IN_ALL).forEach(this.payloads::delete);
	}

	/**
	 * Return what was received under a name, newest first.
	 */
	List<ReceivedCallback> received(String name) {
		return this.table.find(name);
	}

	/**
	 * Return the image of a callback, if there is one.
	 */
	Optional<PayloadId> image(String name, UUID callback) {
		return this.table.findImage(name, callback);
	}

	void clear(String name) {
		this.table.deleteAllBut(0, name).forEach(this.payloads::delete);
	}

}
