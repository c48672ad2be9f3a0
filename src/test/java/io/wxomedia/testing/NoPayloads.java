package io.wxomedia.testing;

import java.io.InputStream;
import java.time.Instant;
import java.util.Set;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;

/**
 * {@link PayloadStore} for jobs that have no payloads.
 */
public class NoPayloads implements PayloadStore {

	@Override
	public PayloadWriter create() {
		throw new UnsupportedOperationException("There are no payloads");
	}

	@Override
	public InputStream open(PayloadId id) {
		throw new UnsupportedOperationException("There are no payloads");
	}

	@Override
	public long length(PayloadId id) {
		throw new UnsupportedOperationException("There are no payloads");
	}

	@Override
	public void delete(PayloadId id) {
		throw new UnsupportedOperationException("There are no payloads");
	}

	@Override
	public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
		return 0;
	}

}
