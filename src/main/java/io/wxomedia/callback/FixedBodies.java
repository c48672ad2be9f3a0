package io.wxomedia.callback;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.CallbackRenewal;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.wait.FinishedBodies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link FinishedBodies} that were fixed with the verdict: the bytes are those of the
 * callback, except for links that have expired since.
 */
class FixedBodies implements FinishedBodies {

	private static final Logger logger = LoggerFactory.getLogger(FixedBodies.class);

	private final DeliveryTable deliveries;

	private final CallbackRenewal renewal;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final Clock clock;

	FixedBodies(DeliveryTable deliveries, CallbackRenewal renewal, PayloadStore payloads, JsonMapper json,
			Clock clock) {
		this.deliveries = deliveries;
		this.renewal = renewal;
		this.payloads = payloads;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public Optional<Body> find(UUID job) throws IOException {
		Optional<DeliveryTable.Fixed> found = this.deliveries.fixed(new JobId(job));
		if (found.isEmpty()) {
			return Optional.empty();
		}
		FixedBody body = found.get().linkWorksAt(this.clock.instant()) ? found.get().body()
				: FixedBody.of(this.renewal.renew(new JobId(job)), this.json);
		try {
			return Optional.of(new StoredBody(body, this.payloads));
		}
		catch (UnusablePayload ex) {
			logger.error("The result of job {} cannot be sent: {}", job, ex.getMessage());
			return Optional.empty();
		}
	}

}
