package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps payloads (inputs, results) beside the database. Implementations are thread-safe.
 */
public interface PayloadStore {

	/**
	 * Start a new payload. It exists once {@link PayloadWriter#commit()} has returned.
	 * @return the writer, which the caller closes
	 * @throws IOException if nothing can be stored
	 */
	PayloadWriter create() throws IOException;

	/**
	 * Open a payload for reading. May be called any number of times.
	 * @param id the payload
	 * @return its bytes, which the caller closes
	 * @throws PayloadNotFound if there is no such payload
	 * @throws PayloadDamaged if it is seen at once that it is not what was stored; the
	 * stream throws it where that is seen later, before it hands out the last bytes
	 * @throws IOException if it cannot be read
	 */
	InputStream open(PayloadId id) throws IOException;

	/**
	 * Store what a stream gives, without holding it in memory.
	 * @param content the stream, which is read to its end and not closed
	 * @return the payload, which survives a crash
	 * @throws IOException if it cannot be read or stored; nothing is left then
	 */
	default PayloadId store(InputStream content) throws IOException {
		try (PayloadWriter payload = create()) {
			content.transferTo(payload);
			payload.commit();
			return payload.id();
		}
	}

	/**
	 * Return the length of a payload.
	 * @param id the payload
	 * @return the length in bytes
	 * @throws PayloadNotFound if there is no such payload
	 * @throws PayloadDamaged if the length is not what was stored
	 * @throws IOException if it cannot be read
	 */
	long length(PayloadId id) throws IOException;

	/**
	 * Read a payload once, to see whether it is still what was stored. For what must not
	 * be begun with half a payload: a call that is paid for, a message that cannot be
	 * taken back. What earlier versions stored has no checksum, and passes.
	 * @param id the payload
	 * @return its length in bytes
	 * @throws PayloadNotFound if there is no such payload
	 * @throws PayloadDamaged if it is not what was stored
	 * @throws IOException if it cannot be read
	 */
	default long verify(PayloadId id) throws IOException {
		return verified(id).length();
	}

	/**
	 * Read a payload once, as {@link #verify} does, to use it afterwards.
	 * @param id the payload
	 * @return the payload
	 * @throws PayloadNotFound if there is no such payload
	 * @throws PayloadDamaged if it is not what was stored
	 * @throws IOException if it cannot be read
	 */
	default VerifiedPayload verified(PayloadId id) throws IOException {
		return VerifiedPayload.read(this, id);
	}

	/**
	 * Remove payloads if the caller's transaction is committed: rows with it, files when
	 * it is.
	 * @param ids the payloads
	 */
	default void deleteWithTransaction(Collection<PayloadId> ids) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				ids.forEach(PayloadStore.this::delete);
			}

		});
	}

	/**
	 * Return whether payloads are rows of the database, so that what is stored within a
	 * transaction is there when that is committed.
	 * @return {@code false} if payloads are files
	 */
	default boolean takesPartInTransactions() {
		return false;
	}

	/**
	 * Remove a payload; does nothing if there is none. A failure is logged and left to
	 * {@link #sweep}.
	 * @param id the payload
	 */
	void delete(PayloadId id);

	/**
	 * Remove payloads, as {@link #delete} does.
	 * @param ids the payloads
	 */
	default void deleteAll(Collection<PayloadId> ids) {
		ids.forEach(this::delete);
	}

	/**
	 * Remove the payloads that nobody uses, such as those a crash left behind.
	 * @param createdBefore younger payloads are kept: their job may not be written yet
	 * @param inUse the payloads that are still needed
	 * @return how many were removed
	 * @throws IOException if the store cannot be read
	 */
	int sweep(Instant createdBefore, Set<PayloadId> inUse) throws IOException;

	/**
	 * Return the room that there is for payloads.
	 * @return the room, without bounds unless payloads are files of this service
	 */
	default DiskSpace space() {
		return DiskSpace.unlimited();
	}

}
