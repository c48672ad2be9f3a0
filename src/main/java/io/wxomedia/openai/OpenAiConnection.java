package io.wxomedia.openai;

import java.io.IOException;
import java.util.List;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import io.wxomedia.trace.TraceScope;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The SDK's client and the HTTP client below it.
 *
 * @param http the HTTP client
 * @param client the SDK's client, which makes each call once
 * @param results fetches results that come as addresses
 * @param parts names the parts of calls that have several pictures
 * @param base the address of the API
 */
record OpenAiConnection(OkHttpClient http, OpenAIClient client, ResultFetch results, NamedParts parts,
		HttpUrl base) implements AutoCloseable {

	/**
	 * Where the SDK leads without a base URL.
	 */
	private static final String OPENAI = "https://api.openai.com/v1";

	static OpenAiConnection open(OpenAiProperties properties, List<Interceptor> interceptors) {
		OkHttpClient.Builder http = new OkHttpClient.Builder().followRedirects(false)
			.socketFactory(new PromptSockets());
		NamedParts parts = new NamedParts();
		http.addInterceptor(RefusedAnswer::orPassedOn);
		http.addInterceptor(parts);
		interceptors.forEach(http::addInterceptor);
		OkHttpClient built = http.build();
		// Its log would hold whole images, and its retries would be bought blindly.
		OpenAIOkHttpClient.Builder client = OpenAIOkHttpClient.builder()
			.okHttpClient(built)
			.logLevel(LogLevel.OFF)
			.maxRetries(0);
		if (properties.apiKey() != null) {
			client.apiKey(properties.apiKey());
		}
		if (properties.baseUrl() != null) {
			client.baseUrl(properties.baseUrl());
		}
		HttpUrl base = HttpUrl.get((properties.baseUrl() != null) ? properties.baseUrl() : OPENAI);
		return new OpenAiConnection(built, client.build(), new ResultFetch(built, base, properties.apiKey()), parts,
				base);
	}

	/**
	 * Post a JSON document past the SDK, whose models would hold what is sent and
	 * answered several times over.
	 * @param path the path below the API's address
	 * @param document the document
	 * @param exchange the call
	 * @param apiKey the key
	 * @return the answer, whose status is 2xx; the caller closes it
	 * @throws RefusedAnswer if the status is another
	 * @throws IOException if there is no answer
	 */
	Response post(String path, OutgoingJson document, OpenAiExchanges.UnderWay exchange, @Nullable String apiKey)
			throws IOException {
		Request.Builder request = new Request.Builder().url(this.base.newBuilder().addPathSegments(path).build())
			.post(document)
			.header(OpenAiExchanges.CALL_ID, exchange.callId());
		if (apiKey != null) {
			request.header("Authorization", "Bearer " + apiKey);
		}
		TraceScope.outgoing().forEach(request::header);
		return this.http.newBuilder()
			.connectTimeout(OpenAiExchanges.CONNECT_TIMEOUT)
			.writeTimeout(OpenAiExchanges.WRITE_TIMEOUT)
			.readTimeout(exchange.limit().plus(OpenAiExchanges.CONNECT_TIMEOUT))
			.build()
			.newCall(request.build())
			.execute();
	}

	@Override
	public void close() {
		this.client.close();
		this.http.dispatcher().executorService().shutdown();
		this.http.connectionPool().evictAll();
	}

}
