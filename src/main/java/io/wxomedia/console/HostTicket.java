package io.wxomedia.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.access.Administration;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever started the demo come in as its host by a link, once: a link that lies in
 * a terminal's history or a log is worth nothing after it was used. Thread-safe.
 */
class HostTicket {

	private static final int BYTES = 18;

	private final @Nullable String key;

	private final AtomicReference<@Nullable String> ticket = new AtomicReference<>();

	HostTicket(Administration administration) {
		this.key = administration.demoKey();
		if (this.key != null) {
			byte[] random = new byte[BYTES];
			new SecureRandom().nextBytes(random);
			this.ticket.set(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
		}
	}

	/**
	 * Return what is to be in the link.
	 * @return the ticket; nothing if there is none, or if it was used
	 */
	Optional<String> unused() {
		return Optional.ofNullable(this.ticket.get());
	}

	/**
	 * Take the ticket.
	 * @param given what somebody brought
	 * @return the administrator's key; nothing if it is another ticket, or was used
	 */
	Optional<String> use(String given) {
		String expected = this.ticket.get();
		boolean same = expected != null && MessageDigest.isEqual(bytes(expected), bytes(given));
		return (same && this.ticket.compareAndSet(expected, null)) ? Optional.ofNullable(this.key) : Optional.empty();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
