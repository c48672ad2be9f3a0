package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * {@link PayloadWriter} to a file, which ends with the seal of its bytes.
 */
class FilePayloadWriter extends PayloadWriter {

	private static final int BUFFER_SIZE = 16 * 1024;

	private final PayloadId id;

	private final Path file;

	private final DiskSpace space;

	private final FileChannel channel;

	private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);

	private final CRC32C checksum = new CRC32C();

	private long length;

	private boolean committed;

	FilePayloadWriter(PayloadId id, Path file, DiskSpace space) throws IOException {
		this.id = id;
		this.file = file;
		this.space = space;
		try {
			this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			throw this.space.told(ex);
		}
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
		this.checksum.update(b);
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
			writeAll(direct);
		}
		else {
			this.buffer.put(bytes, offset, count);
		}
		this.checksum.update(bytes, offset, count);
		this.length += count;
	}

	private void drain() throws IOException {
		this.buffer.flip();
		writeAll(this.buffer);
		this.buffer.clear();
	}

	private void writeAll(ByteBuffer bytes) throws IOException {
		try {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
		}
		catch (IOException ex) {
			throw this.space.told(ex);
		}
	}

	@Override
	public InputStream read() throws IOException {
		drain();
		return Files.newInputStream(this.file);
	}

	@Override
	public void commit() throws IOException {
		drain();
		PayloadSeal.of(this.length, this.checksum).writeTo(this.buffer);
		drain();
		force();
		this.committed = true;
	}

	/**
	 * Some file systems find out only now that there is no room.
	 */
	private void force() throws IOException {
		try {
			this.channel.force(false);
			FilePayloadStore.force(Objects.requireNonNull(this.file.getParent()));
		}
		catch (IOException ex) {
			throw this.space.told(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		if (!this.committed) {
			Files.deleteIfExists(this.file);
		}
	}

}
