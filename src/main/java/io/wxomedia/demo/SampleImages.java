package io.wxomedia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wxomedia.storage.ObjectStorage;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.io.ClassPathResource;

/**
 * Photographs for the demo. An empty input bucket is filled with them before the service
 * takes requests, so that there is a batch to be tried.
 */
class SampleImages implements InitializingBean {

	static final String FIRST = "coffee.jpg";

	private static final List<String> NAMES = List.of("astronaut.jpg", "chelsea.jpg", "chelsea.png", FIRST,
			"rocket.jpg");

	private final ObjectStorage storage;

	private final String bucket;

	private final String prefix;

	/**
	 * Create the samples.
	 * @param storage where they go
	 * @param bucket the bucket, which exists
	 * @param prefix what their keys begin with; empty or a folder
	 */
	SampleImages(ObjectStorage storage, String bucket, String prefix) {
		this.storage = storage;
		this.bucket = bucket;
		this.prefix = (prefix.isEmpty() || prefix.endsWith("/")) ? prefix : prefix + "/";
	}

	@Override
	public void afterPropertiesSet() {
		AtomicBoolean empty = new AtomicBoolean(true);
		this.storage.list(this.bucket, "", (key) -> empty.set(false));
		if (empty.get()) {
			NAMES.forEach(this::put);
		}
	}

	private void put(String name) {
		byte[] sample = read(name);
		String mimeType = name.endsWith(".png") ? "image/png" : "image/jpeg";
		this.storage.put(this.bucket, this.prefix + name,
				new ObjectStorage.Content(mimeType, sample.length, () -> open(name)));
	}

	/**
	 * Read a photograph.
	 * @param name its file name
	 * @return its bytes
	 */
	static byte[] read(String name) {
		try (InputStream in = open(name)) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sample " + name + " cannot be read", ex);
		}
	}

	private static InputStream open(String name) {
		try {
			return new ClassPathResource("demo/samples/" + name).getInputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sample " + name + " cannot be read", ex);
		}
	}

}
