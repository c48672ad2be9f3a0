package io.wxomedia.server;

import java.io.IOException;

import io.wxomedia.event.StreamConnection;
import io.wxomedia.event.StreamConnections;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * {@link StreamConnections} by the server's own way to another protocol, with the head of
 * an ordinary answer.
 */
class UpgradedConnections implements StreamConnections {

	private static final String KNOWS_CHUNKS = "HTTP/1.1";

	@Override
	public StreamConnection takeOver(HttpServletRequest request, HttpServletResponse response,
			StreamConnection.Listener listener) throws IOException {
		boolean chunked = KNOWS_CHUNKS.equals(request.getProtocol());
		int status = response.getStatus();
		// Nobody else is going to use this connection. It is also what keeps the server
		// from writing chunks of its own.
		response.setHeader(HttpHeaders.CONNECTION, "close");
		if (chunked) {
			response.setHeader(HttpHeaders.TRANSFER_ENCODING, "chunked");
		}
		HandedOverConnection connection;
		try {
			connection = request.upgrade(HandedOverConnection.class);
		}
		catch (ServletException ex) {
			throw new IllegalStateException("The server can hand over connections", ex);
		}
		connection.serve(chunked, listener);
		// The server has set the status of another protocol.
		response.setStatus(status);
		response.flushBuffer();
		return connection;
	}

}
