package io.wxomedia.event;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Takes connections out of the server's hands for streams that last for hours: what the
 * server keeps for a request, which is several times what a stream needs, goes on to the
 * next one. Implemented where the server is known. Thread-safe.
 */
@FunctionalInterface
public interface StreamConnections {

	/**
	 * Send the head of an answer and take its connection over. The last thing that is
	 * done for a request: no other answer is possible after it.
	 * @param request the request; its body, if it has one, is not waited for
	 * @param response the answer with its status and headers
	 * @param listener is told, after the request has ended, that it can be written
	 * @return the connection
	 * @throws IOException if the client is gone
	 */
	StreamConnection takeOver(HttpServletRequest request, HttpServletResponse response,
			StreamConnection.Listener listener) throws IOException;

}
