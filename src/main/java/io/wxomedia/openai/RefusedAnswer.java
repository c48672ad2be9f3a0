package io.wxomedia.openai;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose status is not 2xx, with the beginning of its body as it came. The SDK
 * would keep a body only where it is JSON.
 */
class RefusedAnswer extends IOException {

	private static final long serialVersionUID = 1L;

	private static final int LONGEST_BODY = 64 * 1024;

	private final int status;

	private final transient Headers headers;

	private final transient @Nullable HttpUrl redirect;

	private final String body;

	RefusedAnswer(Response response, String body) {
		super("HTTP " + response.code());
		this.status = response.code();
		this.headers = response.headers();
		String location = response.header("Location");
		this.redirect = (location != null && this.status / 100 == 3) ? response.request().url().resolve(location)
				: null;
		this.body = body;
	}

	/**
	 * Pass on a 2xx answer; used as an {@link Interceptor}.
	 * @param chain the request and what answers it
	 * @return the answer
	 * @throws RefusedAnswer if the answer is not 2xx
	 * @throws IOException if there is no answer
	 */
	static Response orPassedOn(Interceptor.Chain chain) throws IOException {
		Response response = chain.proceed(chain.request());
		if (response.isSuccessful()) {
			return response;
		}
		try (response) {
			throw new RefusedAnswer(response, beginning(response.body()));
		}
	}

	/**
	 * The status has come: a body that breaks does not make the answer a lost one.
	 */
	private static String beginning(ResponseBody body) {
		byte[] bytes = new byte[LONGEST_BODY];
		int length = 0;
		try {
			int count = 0;
			while (count >= 0 && length < LONGEST_BODY) {
				length += count;
				count = body.byteStream().read(bytes, length, LONGEST_BODY - length);
			}
		}
		catch (IOException ex) {
			// What came until then is what there is.
		}
		MediaType type = body.contentType();
		Charset charset = (type != null) ? type.charset(StandardCharsets.UTF_8) : null;
		return new String(bytes, 0, length, (charset != null) ? charset : StandardCharsets.UTF_8);
	}

	int status() {
		return this.status;
	}

	Headers headers() {
		return this.headers;
	}

	/**
	 * Return where a redirect leads.
	 * @return the address, or {@code null} if the answer is no redirect
	 */
	@Nullable HttpUrl redirect() {
		return this.redirect;
	}

	String body() {
		return this.body;
	}

}
