package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * {@link PayloadWriter} to a file.
 */
class FilePayloadWriter extends PayloadWriter {

	private static final int BUFFER_SIZE = 16 * 1024;

	private final PayloadId id;

	private final Path file;

	private final FileChannel channel;

	private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

	private long length;

	private boolean committed;

	FilePayloadWriter(PayloadId id, Path file) throws IOException {
		this.id = id;
		this.file = file;
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
	}

	@Override
	public PayloadId id() {
		return this.id;
	}

	@Override
	public long length() {
		return this.length;
	}

	@Override
	public void write(int b) throws IOException {
		if (!this.buffer.hasRemaining()) {
			drain();
		}
		this.buffer.put((byte) b);
		this.length++;
	}

	@Override
	public void write(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		if (count > this.buffer.remaining()) {
			drain();
		}
		if (count > this.buffer.capacity()) {
			ByteBuffer direct = ByteBuffer.wrap(bytes, offset, count);
			while (direct.hasRemaining()) {
				this.channel.write(direct);
			}
		}
		else {
			this.buffer.put(bytes, offset, count);
		}
		this.length += count;
	}

	private void drain() throws IOException {
		this.buffer.flip();
		while (this.buffer.hasRemaining()) {
			this.channel.write(this.buffer);
		}
		this.buffer.clear();
	}

	@Override
	public InputStream read() throws IOException {
		drain();
		return Files.newInputStream(this.file);
	}

	@Override
	public void commit() throws IOException {
		drain();
		this.channel.force(false);
		FilePayloadStore.force(Objects.requireNonNull(this.file.getParent()));
		this.committed = true;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		if (!this.committed) {
			Files.deleteIfExists(this.file);
		}
	}

}
