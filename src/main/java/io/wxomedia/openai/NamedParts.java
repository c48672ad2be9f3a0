package io.wxomedia.openai;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link PartNames} into the bodies of the calls that have them. Thread-safe.
 */
class NamedParts implements Interceptor {

	private final Map<String, PartNames> calls = new ConcurrentHashMap<>();

	/**
	 * Begin a call.
	 * @param callId identifies the call
	 * @param names how its parts are called, or {@code null} if the SDK knows
	 * @return the call, to be closed when it has ended
	 */
	Call named(String callId, @Nullable PartNames names) {
		if (names != null) {
			this.calls.put(callId, names);
		}
		return () -> this.calls.remove(callId);
	}

	@Override
	public Response intercept(Chain chain) throws IOException {
		Request request = chain.request();
		String callId = request.header(OpenAiExchanges.CALL_ID);
		PartNames names = (callId != null) ? this.calls.get(callId) : null;
		RequestBody body = request.body();
		if (names == null || body == null) {
			return chain.proceed(request);
		}
		return chain.proceed(request.newBuilder().method(request.method(), names.in(body)).build());
	}

	/**
	 * A call under way.
	 */
	@FunctionalInterface
	interface Call extends AutoCloseable {

		@Override
		void close();

	}

}
