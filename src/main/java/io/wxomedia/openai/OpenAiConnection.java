package io.wxomedia.openai;

import java.io.IOException;
import java.util.List;

import com.openai.core.ClientOptions;
import com.openai.core.LogLevel;
import com.openai.core.Properties;
import com.openai.services.blocking.ImageService;
import com.openai.services.blocking.ImageServiceImpl;
import com.openai.services.blocking.ModelService;
import com.openai.services.blocking.ModelServiceImpl;
import io.wxomedia.trace.TraceScope;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the SDK that are used and the HTTP client below them.
 * <p>
 * Each service is made by itself. The SDK's client makes them all, so whoever names it
 * names all that OpenAI offers, and the packaged jar would have to hold it.
 *
 * @param http the HTTP client
 * @param sdk what the SDK's services have in common
 * @param images the SDK's images, which make each call once
 * @param models the SDK's models, likewise
 * @param results fetches results that come as addresses
 * @param parts names the parts of calls that have several pictures
 * @param base the address of the API
 */
record OpenAiConnection(OkHttpClient http, ClientOptions sdk, ImageService images, ModelService models,
		ResultFetch results, NamedParts parts, HttpUrl base) implements AutoCloseable {

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
		ClientOptions sdk = options(built, properties);
		HttpUrl base = HttpUrl.get((properties.baseUrl() != null) ? properties.baseUrl() : OPENAI);
		return new OpenAiConnection(built, sdk, new ImageServiceImpl(sdk), new ModelServiceImpl(sdk),
				new ResultFetch(built, base, properties.apiKey()), parts, base);
	}

	private static ClientOptions options(OkHttpClient http, OpenAiProperties properties) {
		// Its log would hold whole images, and retries, the SDK's and those of the HTTP
		// client, would be bought blindly.
		OkHttpClient once = http.newBuilder().retryOnConnectionFailure(false).build();
		ClientOptions.Builder options = ClientOptions.builder()
			.httpClient(new com.openai.client.okhttp.OkHttpClient(once))
			.putHeader("User-Agent", "OpenAIClientImpl/Java " + Properties.getPackageVersion())
			.logLevel(LogLevel.OFF)
			.maxRetries(0);
		if (properties.apiKey() != null) {
			options.apiKey(properties.apiKey());
		}
		if (properties.baseUrl() != null) {
			options.baseUrl(properties.baseUrl());
		}
		return options.build();
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
		this.sdk.close();
		this.http.dispatcher().executorService().shutdown();
		this.http.connectionPool().evictAll();
	}

}
