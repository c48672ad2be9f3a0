package io.wxomedia.inbox;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.signature.SigningSecrets;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives callbacks, so that nobody needs a server of their own to see one. Keeps the
 * newest of each name: what is new makes the oldest of its own name go, and nobody
 * else's.
 */
class Inbox implements ReceivedCallbacks {

	private final InboxTable table;

	private final JobOwners owners;

	private final ReceivedBodyReader reader;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final SigningSecrets secrets;

	private final Clock clock;

	private final InboxLimits limits;

	private final InboxDoor door;

	Inbox(InboxTable table, JobOwners owners, PayloadStore payloads, JsonMapper json, SigningSecrets secrets,
			Clock clock, InboxLimits limits) {
		this.table = table;
		this.owners = owners;
		this.reader = new ReceivedBodyReader(json, payloads);
		this.payloads = payloads;
		this.json = json;
		this.secrets = secrets;
		this.clock = clock;
		this.limits = limits;
		this.door = new InboxDoor(limits, payloads.space(), clock);
	}

	/**
	 * Receive a callback.
	 * @param name the name it is for
	 * @param headers its headers, with names in lower case
	 * @param body its body
	 * @param length the length of the body, or -1 if it is not known
	 * @throws IOException if the body broke off or cannot be stored
	 * @throws io.wxomedia.web.Refusal if it is too much
	 */
	@SuppressWarnings("try")
	void receive(String name, Map<String, String> headers, InputStream body, long length) throws IOException {
		try (InboxDoor.Reading reading = this.door.enter(name, length, this.table.usage(name))) {
			SignedBody signed = new SignedBody(body, headers, this.secrets, this.clock.instant());
			// Should the rest fail, the image belongs to nobody, and the sweep takes it.
			ReceivedBody received = this.reader.read(signed);
			keep(name, new ReceivedCallback(UUID.randomUUID(), this.clock.instant(),
					this.json.writeValueAsString(headers), signed.signature(), received));
		}
	}

	private void keep(String name, ReceivedCallback callback) throws IOException {
		PayloadId image = callback.body().image();
		long bytes = callback.headers().length() + callback.body().json().length();
		if (image != null) {
			bytes += this.payloads.length(image);
		}
		long room;
		try {
			room = this.door.requireRoom(bytes, this.table.usage(name));
		}
		catch (Refusal ex) {
			if (image != null) {
				this.payloads.delete(image);
			}
			throw ex;
		}
		JobId job = callback.body().job();
		this.table.insert(name, callback, (job != null) ? this.owners.of(job).orElse(null) : null, bytes);
		InboxUsage held = this.table.usage(name);
		this.table.deleteOldest(name, held.kept() - this.limits.kept(), held.bytesOfName() - room)
			.forEach(this.payloads::delete);
	}

	@Override
	public List<String> bodies(String name) {
		return received(name, null).stream().map((callback) -> callback.body().json()).toList();
	}

	/**
	 * Return what was received under a name, newest first.
	 * @param owner leaves out what is of somebody else's jobs, or {@code null}
	 */
	List<ReceivedCallback> received(String name, @Nullable String owner) {
		return this.table.find(name, owner);
	}

	/**
	 * Return the image of a callback, if there is one.
	 */
	Optional<PayloadId> image(String name, UUID callback) {
		return this.table.findImage(name, callback);
	}

	/**
	 * Remove what was received under a name.
	 * @param owner leaves what is of somebody else's jobs, or {@code null}
	 */
	void clear(String name, @Nullable String owner) {
		this.table.clear(name, owner).forEach(this.payloads::delete);
	}

	/**
	 * Tells whose a job is, if nobody else may see what comes of it.
	 */
	@FunctionalInterface
	interface JobOwners {

		/**
		 * Return the owner of a job, or nothing if there is no such job or it is no one's
		 * own.
		 */
		Optional<String> of(JobId job);

	}

}
