package io.wxomedia.openai;

import java.util.List;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/**
 * The SDK's client and the HTTP client below it.
 *
 * @param http the HTTP client
 * @param client the SDK's client, which makes each call once
 * @param results fetches results that come as addresses
 * @param parts names the parts of calls that have several pictures
 */
record OpenAiConnection(OkHttpClient http, OpenAIClient client, ResultFetch results,
		NamedParts parts) implements AutoCloseable {

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
		String baseUrl = (properties.baseUrl() != null) ? properties.baseUrl() : OPENAI;
		return new OpenAiConnection(built, client.build(),
				new ResultFetch(built, HttpUrl.get(baseUrl), properties.apiKey()), parts);
	}

	@Override
	public void close() {
		this.client.close();
		this.http.dispatcher().executorService().shutdown();
		this.http.connectionPool().evictAll();
	}

}
