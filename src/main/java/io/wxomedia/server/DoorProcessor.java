package io.wxomedia.server;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wxomedia.web.ClientAddress;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * Reads the requests of one connection as the server does, and beside: takes Host headers
 * with underscores, gives up heads that do not come to an end, lets bodies and answers
 * keep a pace, and discards what is left of a refused body itself, within bounds.
 */
class DoorProcessor extends Http11Processor implements PacedConnection {

	/**
	 * How long the first line and the headers may take in all.
	 */
	static final Duration HEAD_WITHIN = Duration.ofSeconds(30);

	/**
	 * What is read of the body of somebody without a credential, so that most clients see
	 * the answer instead of a reset.
	 */
	private static final long DISCARDED_OF_STRANGERS = 1024 * 1024;

	private static final Duration STRANGERS_WITHIN = Duration.ofSeconds(2);

	private static final Logger logger = LoggerFactory.getLogger(DoorProcessor.class);

	private static final ThreadLocal<@Nullable PacedOutput> CURRENT = new ThreadLocal<>();

	private final DoorProtocol protocol;

	private final PacedInput input;

	private final PacedOutput output;

	DoorProcessor(DoorProtocol protocol, DoorAdapter adapter) {
		super(protocol, adapter);
		this.protocol = protocol;
		this.input = new PacedInput(this.request.getInputBuffer(), this);
		this.output = new PacedOutput(this);
		this.request.setInputBuffer(this.input);
		adapter.tell(this);
	}

	@Override
	public SocketState service(SocketWrapperBase<?> connection) throws IOException {
		SocketState state = super.service(connection);
		if (state == SocketState.LONG && !isAsync() && hasBegun()
				&& System.nanoTime() - this.request.getStartTimeNanos() > HEAD_WITHIN.toNanos()) {
			// The server's own time limit begins anew with every byte.
			return SocketState.CLOSED;
		}
		return state;
	}

	private boolean hasBegun() {
		return this.request.getStartTimeNanos() >= 0;
	}

	/**
	 * Return where the answer goes of the request that this thread of the server works
	 * on.
	 */
	static @Nullable PacedOutput currentOutput() {
		return CURRENT.get();
	}

	void beginRequest() {
		CURRENT.set(this.output);
		this.input.next();
		this.output.next();
		if (this.protocol.isCrowded()) {
			this.response.addHeader("Connection", "close");
		}
	}

	void endRequest() {
		CURRENT.remove();
		this.input.release();
		this.output.release();
	}

	/**
	 * Read what the service left of the body, so that a client that sends first and reads
	 * then gets the answer, which is on its way already. The server would do that too,
	 * but at any pace, and for whoever it is.
	 */
	void discardRest() {
		if (isUpgrade()) {
			// The connection serves a stream from now on, and is closed after it: what
			// comes, or does not come, is for whoever has it now.
			disableSwallowRequest();
			return;
		}
		if (isAsync() || getErrorState().isError() || isReadToItsEnd()) {
			return;
		}
		boolean invited = !this.request.hasExpectation() || this.request.getBytesRead() > 0;
		if (invited && !this.input.isRefused()) {
			boolean stranger = this.response.getStatus() == HttpStatus.UNAUTHORIZED.value();
			if (stranger) {
				this.input.endWithin(STRANGERS_WITHIN.toNanos());
			}
			discard(stranger ? DISCARDED_OF_STRANGERS : this.protocol.getMaxSwallowSize());
		}
		if (!isReadToItsEnd()) {
			action(ActionCode.CLOSE_NOW, null);
		}
	}

	private void discard(long most) {
		Nowhere nowhere = new Nowhere();
		try {
			long left = most;
			while (left > 0 && !isReadToItsEnd()) {
				int count = this.request.doRead(nowhere);
				if (count < 0) {
					return;
				}
				left -= count;
			}
		}
		catch (IOException ex) {
			logger.debug("The rest of a body was not discarded: {}", ex.toString());
		}
	}

	@Override
	public boolean isReadToItsEnd() {
		AtomicBoolean read = new AtomicBoolean();
		action(ActionCode.REQUEST_BODY_FULLY_READ, read);
		return read.get();
	}

	@Override
	public Transfers transfers() {
		return this.protocol.transfers();
	}

	@Override
	public long bytesPerSecond() {
		return this.protocol.getMinBytesPerSecond();
	}

	@Override
	public boolean isLeftToOthers() {
		return isAsync();
	}

	@Override
	public Transfer begin(long now, boolean in) throws TransferRefused {
		SocketChannel channel = channel();
		Transfer transfer = new Transfer(stranger(), () -> shutDown(channel, in), now);
		transfers().begin(transfer, now);
		return transfer;
	}

	/**
	 * The address of whoever is at the other end. Unknown behind a proxy of the house
	 * that does not say for whom it asks: all would share one bound.
	 */
	private @Nullable String stranger() {
		this.request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, this.request);
		List<String> forwarded = Collections.list(this.request.getMimeHeaders().values("X-Forwarded-For"));
		return ClientAddress.outside(String.valueOf(this.request.remoteAddr()), forwarded);
	}

	private @Nullable SocketChannel channel() {
		SocketWrapperBase<?> connection = getSocketWrapper();
		return (connection != null && connection.getSocket() instanceof NioChannel channel) ? channel.getIOChannel()
				: null;
	}

	/**
	 * Wakes the thread that waits. One that reads can still answer then.
	 */
	private static void shutDown(@Nullable SocketChannel channel, boolean in) {
		if (channel == null) {
			return;
		}
		try {
			Socket socket = channel.socket();
			if (in && !socket.isInputShutdown()) {
				channel.shutdownInput();
			}
			else if (!in) {
				channel.shutdownOutput();
			}
		}
		catch (IOException ex) {
			logger.debug("A connection that was to be cut is gone already: {}", ex.toString());
		}
	}

	@Override
	public void readWithin(long millis) {
		SocketWrapperBase<?> connection = getSocketWrapper();
		if (connection != null) {
			connection.setReadTimeout(Math.min(millis, this.protocol.getConnectionTimeout()));
		}
	}

	@Override
	public void writeWithin(long millis) {
		SocketWrapperBase<?> connection = getSocketWrapper();
		if (connection != null) {
			connection.setWriteTimeout(Math.min(millis, this.protocol.getConnectionTimeout()));
		}
	}

	/**
	 * The server checks the name with letters in the place of underscores, and everything
	 * else as ever; what the service sees is the name as it was sent.
	 */
	@Override
	protected void parseHost(MessageBytes host) {
		String sent = (host != null && !host.isNull()) ? host.toString() : "";
		if (sent.indexOf('_') < 0) {
			super.parseHost(host);
			return;
		}
		byte[] checked = sent.replace('_', 'a').getBytes(StandardCharsets.ISO_8859_1);
		MessageBytes stranger = MessageBytes.newInstance();
		stranger.setBytes(checked, 0, checked.length);
		super.parseHost(stranger);
		if (!getErrorState().isError()) {
			int colon = sent.indexOf(':');
			char[] name = ((colon < 0) ? sent : sent.substring(0, colon)).toCharArray();
			this.request.serverName().setChars(name, 0, name.length);
		}
	}

	/**
	 * Takes bytes that nobody wants.
	 */
	private static final class Nowhere implements ApplicationBufferHandler {

		private @Nullable ByteBuffer buffer;

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.buffer = buffer;
		}

		@Override
		public @Nullable ByteBuffer getByteBuffer() {
			return this.buffer;
		}

		@Override
		public void expand(int size) {
			// Nothing is kept.
		}

	}

}
