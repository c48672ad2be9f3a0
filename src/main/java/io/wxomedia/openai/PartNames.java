package io.wxomedia.openai;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.wxomedia.provider.EditRequest;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.ForwardingSink;
import okio.Okio;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/**
 * The file names and media types of pictures that are the elements of one field. The SDK
 * knows one name and one type for all of them, which would be wrong for all but one of a
 * PNG and a JPEG; so it is given a word that occurs nowhere else, in whose places the
 * right ones are written while the body goes out.
 */
class PartNames {

	private final String word = UUID.randomUUID().toString();

	private final List<String> names;

	PartNames(List<EditRequest.Picture> pictures) {
		// As the SDK writes them: the name, then the type.
		this.names = pictures.stream().flatMap((picture) -> Stream.of(picture.filename(), picture.mimeType())).toList();
	}

	/**
	 * Return what the SDK is to be given as name and as type.
	 */
	String word() {
		return this.word;
	}

	/**
	 * Return a body with the names where the word stands.
	 */
	RequestBody in(RequestBody body) {
		return new RequestBody() {

			@Override
			public @Nullable MediaType contentType() {
				return body.contentType();
			}

			@Override
			public boolean isOneShot() {
				return true;
			}

			@Override
			public void writeTo(BufferedSink sink) throws IOException {
				Replacing replacing = new Replacing(sink, ByteString.encodeUtf8(PartNames.this.word),
						PartNames.this.names.iterator());
				BufferedSink buffered = Okio.buffer((Sink) replacing);
				body.writeTo(buffered);
				buffered.flush();
				replacing.end();
			}

		};
	}

	/**
	 * Writes a name where the word stands.
	 */
	private static final class Replacing extends ForwardingSink {

		private final BufferedSink sink;

		private final ByteString word;

		private final Iterator<String> names;

		private final Buffer held = new Buffer();

		Replacing(BufferedSink sink, ByteString word, Iterator<String> names) {
			super(sink);
			this.sink = sink;
			this.word = word;
			this.names = names;
		}

		@Override
		public void write(Buffer source, long byteCount) throws IOException {
			this.held.write(source, byteCount);
			if (!this.names.hasNext()) {
				end();
				return;
			}
			for (long at = this.held.indexOf(this.word); at >= 0
					&& this.names.hasNext(); at = this.held.indexOf(this.word)) {
				this.sink.write(this.held, at);
				this.held.skip(this.word.size());
				this.sink.writeUtf8(this.names.next());
			}
			// The rest may end with the beginning of the word.
			long certain = this.held.size() - this.word.size() + 1;
			if (certain > 0) {
				this.sink.write(this.held, certain);
			}
		}

		private void end() throws IOException {
			this.sink.write(this.held, this.held.size());
		}

	}

}
