package io.wxomedia.openai;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.wxomedia.provider.EditRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed reply: server-sent events (WHATWG HTML, "Server-sent events"), of
 * which the first ones hold pictures that are not done yet and the last one is the reply.
 * Of each event the image is decoded as it arrives.
 */
final class EditStream {

	/**
	 * Longer than any name of a field.
	 */
	private static final int MOST_OF_A_NAME = 64;

	private final InputStream lines;

	private EditStream(InputStream body) {
		this.lines = new BufferedInputStream(body);
	}

	/**
	 * Read a reply.
	 * @param body the reply's body
	 * @param previews is shown what comes before the reply
	 * @return the reply
	 * @throws EditReply.ErrorInReply if it is an error
	 * @throws EditReply.NotUnderstood if the reply has no image
	 * @throws IOException if the connection broke before the reply was complete
	 */
	static EditReply read(InputStream body, EditRequest.Previews previews)
			throws IOException, EditReply.NotUnderstood, EditReply.ErrorInReply {
		EditStream stream = new EditStream(body);
		while (stream.comesToData()) {
			Data data = new Data(stream.lines);
			EditReply reply = EditReply.readEvent(data);
			if (!reply.isPartial()) {
				return reply;
			}
			previews.show(reply.picture());
			data.skipRest();
		}
		throw new EOFException("the stream ends before the picture is done");
	}

	/**
	 * Go to where the data of the next event begins.
	 */
	private boolean comesToData() throws IOException {
		String name = name();
		while (name != null) {
			if (name.equals("data")) {
				return true;
			}
			skipLine();
			name = name();
		}
		return false;
	}

	/**
	 * Read the name of a line's field and the colon after it; empty for any line without
	 * one, whose end is left.
	 */
	private @Nullable String name() throws IOException {
		ByteArrayOutputStream name = new ByteArrayOutputStream();
		this.lines.mark(MOST_OF_A_NAME + 1);
		int next = this.lines.read();
		if (next < 0) {
			return null;
		}
		while (next >= 0 && next != ':' && name.size() < MOST_OF_A_NAME) {
			if (next == '\n') {
				this.lines.reset();
				return "";
			}
			name.write(next);
			next = this.lines.read();
		}
		return name.toString(StandardCharsets.UTF_8).strip();
	}

	private void skipLine() throws IOException {
		int next = this.lines.read();
		while (next >= 0 && next != '\n') {
			next = this.lines.read();
		}
	}

	/**
	 * The data of one event, up to the end of its line: no JSON needs a second one.
	 */
	private static final class Data extends InputStream {

		private final InputStream lines;

		private boolean ended;

		Data(InputStream lines) {
			this.lines = lines;
		}

		@Override
		public int read() throws IOException {
			if (this.ended) {
				return -1;
			}
			int next = this.lines.read();
			if (next < 0 || next == '\n') {
				this.ended = true;
				return -1;
			}
			return next;
		}

		@Override
		public int read(byte[] into, int offset, int length) throws IOException {
			int count = 0;
			while (count < length) {
				int next = read();
				if (next < 0) {
					return (count > 0) ? count : -1;
				}
				into[offset + count] = (byte) next;
				count++;
				if (count > 0 && this.lines.available() == 0) {
					return count;
				}
			}
			return count;
		}

		void skipRest() throws IOException {
			while (!this.ended) {
				read();
			}
		}

	}

}
