package io.wxomedia.storage;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.wxomedia.monitoring.RecentTraffic;

/**
 * Notes how the requests to a store went.
 */
class WatchedStorage implements ObjectStorage {

	private final ObjectStorage storage;

	private final RecentTraffic traffic;

	WatchedStorage(ObjectStorage storage, RecentTraffic traffic) {
		this.storage = storage;
		this.traffic = traffic;
	}

	@Override
	public void list(String bucket, String prefix, Consumer<String> keys) {
		note(() -> {
			this.storage.list(bucket, prefix, keys);
			return true;
		});
	}

	@Override
	public InputStream get(String bucket, String key) {
		return note(() -> this.storage.get(bucket, key));
	}

	@Override
	public void put(String bucket, String key, Content content) {
		note(() -> {
			this.storage.put(bucket, key, content);
			return true;
		});
	}

	@Override
	public void delete(String bucket, String key) {
		note(() -> {
			this.storage.delete(bucket, key);
			return true;
		});
	}

	/**
	 * A request that was cut short because the service stops says nothing of the store.
	 */
	private <T> T note(Supplier<T> request) {
		try {
			T answer = request.get();
			this.traffic.answered();
			return answer;
		}
		catch (StorageFailure ex) {
			if (!Thread.currentThread().isInterrupted()) {
				this.traffic.failed();
			}
			throw ex;
		}
	}

	@Override
	public URI link(String bucket, String key, Duration validFor) {
		return this.storage.link(bucket, key, validFor);
	}

	@Override
	public List<String> missingSettings() {
		return this.storage.missingSettings();
	}

}
