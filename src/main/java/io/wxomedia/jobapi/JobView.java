package io.wxomedia.jobapi;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A job as {@code GET /jobs/{id}} shows it; absent values are {@code null}.
 *
 * @param jobId identifies the job
 * @param session the workshop session that it belongs to
 * @param seat the seat in it
 * @param kind the kind
 * @param state where it is in its life
 * @param verdict how it ended
 * @param cancelled whether it was cancelled
 * @param error why it failed
 * @param filename the file name that was sent
 * @param prompt the words that were sent, shortened
 * @param phase what is being done
 * @param progress how far it is
 * @param queuePosition its place among the waiting jobs, from 1
 * @param estimatedWaitSeconds how long it will probably wait
 * @param createdAt when it was accepted
 * @param startedAt when the work began
 * @param finishedAt when the verdict was given
 * @param expiresAt when the job and its result go
 * @param attempts calls to the provider
 * @param model the model that was called last
 * @param fallbackLocal results that the local fallback made
 * @param fallbackReason why it did
 * @param costUsd what is known of its costs
 * @param callback how far the callback is
 * @param links where to go from here
 * @param items the images of a batch
 */
@JsonNaming(SnakeCaseStrategy.class)
record JobView(UUID jobId, @Nullable UUID session, @Nullable Integer seat, String kind, String state,
		@Nullable String verdict, boolean cancelled, @Nullable String error, @Nullable String filename,
		@Nullable String prompt, @Nullable String phase, Progress progress, @Nullable Integer queuePosition,
		@Nullable Long estimatedWaitSeconds, Instant createdAt, @Nullable Instant startedAt,
		@Nullable Instant finishedAt, @Nullable Instant expiresAt, int attempts, @Nullable String model,
		int fallbackLocal, @Nullable String fallbackReason, @Nullable BigDecimal costUsd, Callback callback,
		Links links, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Item> items) {

	/**
	 * How far a job is.
	 *
	 * @param percent done and failed items of all, in percent
	 * @param done items that succeeded
	 * @param failed items that failed
	 * @param total items in all, {@code null} while not known
	 */
	record Progress(int percent, int done, int failed, @Nullable Integer total) {

	}

	/**
	 * How far the callback of a job is.
	 *
	 * @param state none, pending, delivered or dead_letter
	 * @param attempts attempts made so far
	 * @param nextAttemptAt when the next one is due
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Callback(String state, int attempts, @Nullable Instant nextAttemptAt) {

	}

	/**
	 * Where to go from here.
	 *
	 * @param self this resource
	 * @param events what happens to the job, live
	 * @param result the result, once there is one
	 * @param deliveries the attempts to deliver the callback, if there is one
	 * @param cancel ends the job, while that can be done
	 */
	record Links(URI self, @Nullable URI events, @Nullable URI result, @Nullable URI deliveries, @Nullable URI cancel) {

	}

	/**
	 * An image of a batch.
	 *
	 * @param key what it is made from
	 * @param state pending, completed or failed
	 * @param error why it failed
	 * @param outputKey where its result is
	 * @param fallbackReason why the local fallback made its result
	 * @param resultUrl opens its result for a while, signed when the job is read; of one
	 * that failed where its picture is kept, with the caller's credential
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Item(String key, String state, @Nullable String error, @Nullable String outputKey,
			@Nullable String fallbackReason, @Nullable URI resultUrl) {

	}

}
