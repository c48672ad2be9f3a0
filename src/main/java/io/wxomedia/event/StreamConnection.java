package io.wxomedia.event;

import java.io.IOException;

/**
 * A connection that only carries one stream any more, after the head of its answer.
 * Nothing in it blocks. All but {@link #close()} is called by one thread at a time.
 */
public interface StreamConnection {

	/**
	 * Return whether something can be written now.
	 * @return {@code true} if so; else the listener is told when it can
	 */
	boolean isReady();

	/**
	 * Write bytes, which may wait in a small buffer. Only allowed when it is ready.
	 * @param bytes the bytes
	 * @throws IOException if the client is gone
	 */
	void write(byte[] bytes) throws IOException;

	/**
	 * Hand what waits in the buffer to the system, as far as it takes it; the rest
	 * follows by itself.
	 * @throws IOException if the client is gone
	 */
	void flush() throws IOException;

	/**
	 * Say that the stream has come to its end, and close the connection once that is
	 * sent, however long the client takes for it. The listener is told when it is closed.
	 */
	void finish();

	/**
	 * Close the connection at once. Does nothing if it is closed.
	 */
	void close();

	/**
	 * Is told what happens to a connection, by threads of the server.
	 */
	interface Listener {

		/**
		 * Something can be written, for the first time or again.
		 */
		void writable();

		/**
		 * Nothing more comes from the client: it may be gone, or be only a reader from
		 * now on (RFC 9112, section 9.6). What is written next tells which, sooner or
		 * later.
		 */
		void quiet();

		/**
		 * The connection is closed: its stream was sent to the end, the client is gone,
		 * or the server stops. May be told more than once.
		 */
		void gone();

	}

}
