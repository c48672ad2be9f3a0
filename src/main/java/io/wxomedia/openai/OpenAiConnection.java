package io.wxomedia.openai;

import java.util.List;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/**
 * The SDK's client and the HTTP client below it.
 *
 * @param http the HTTP client
 * @param client the SDK's client, which makes each call once
 */
record OpenAiConnection(OkHttpClient http, OpenAIClient client) implements AutoCloseable {

	static OpenAiConnection open(OpenAiProperties properties, List<Interceptor> interceptors) {
		OkHttpClient.Builder http = new OkHttpClient.Builder().followRedirects(false)
			.socketFactory(new PromptSockets());
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
		return new OpenAiConnection(built, client.build());
	}

	@Override
	public void close() {
		this.client.close();
		this.http.dispatcher().executorService().shutdown();
		this.http.connectionPool().evictAll();
	}

}
