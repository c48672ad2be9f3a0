package io.wxomedia.testing;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.wxomedia.storage.ObjectStorage;

/**
 * {@link ObjectStorage} of which tests play what they are about; nothing else of it is
 * asked.
 */
public class NoStorage implements ObjectStorage {

	@Override
	public void list(String bucket, String prefix, Consumer<String> keys) {
		throw new UnsupportedOperationException("Nothing is listed");
	}

	@Override
	public InputStream get(String bucket, String key) {
		throw new UnsupportedOperationException("Nothing is read");
	}

	@Override
	public void put(String bucket, String key, Content content) {
		throw new UnsupportedOperationException("Nothing is stored");
	}

	@Override
	public void delete(String bucket, String key) {
		throw new UnsupportedOperationException("Nothing is deleted");
	}

	@Override
	public URI link(String bucket, String key, Duration validFor) {
		throw new UnsupportedOperationException("Nothing is linked to");
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

}
