package io.wxomedia.generation;

import org.jspecify.annotations.Nullable;

/**
 * A call that a provider accepted and works on, by its own word.
 *
 * @param provider the provider in one word
 * @param model the model that was called
 * @param requestId the provider's name of the call
 * @param statusUrl where its state is asked for, or {@code null}
 * @param responseUrl where its result is read, or {@code null}
 * @param cancelUrl where it is cancelled, or {@code null}
 */
public record RemoteCall(String provider, String model, String requestId, @Nullable String statusUrl,
		@Nullable String responseUrl, @Nullable String cancelUrl) {

}
