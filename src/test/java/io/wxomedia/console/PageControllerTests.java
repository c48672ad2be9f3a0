package io.wxomedia.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.wxomedia.web.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the page and its codes are served.
 */
class PageControllerTests {

	private static final int SCALE = 6;

	private final PageFiles files = new PageFiles();

	private final MockMvcTester http = MockMvcTester.of(new PageController(this.files),
			new QrController(() -> URI.create("https://media.example.com")));

	@Test
	void pageIsCompressedAndAskedForAnewEachTime() throws IOException {
		var plain = this.http.get().uri("/").exchange();
		assertThat(plain).hasStatusOk().hasContentType("text/html;charset=UTF-8");
		assertThat(plain.getResponse().getHeader(HttpHeaders.CACHE_CONTROL)).isEqualTo("no-cache");
		var compressed = this.http.get().uri("/").header("Accept-Encoding", "br, gzip").exchange();
		assertThat(compressed.getResponse().getHeader(HttpHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
		try (GZIPInputStream in = new GZIPInputStream(
				new ByteArrayInputStream(compressed.getResponse().getContentAsByteArray()))) {
			assertThat(in.readAllBytes()).isEqualTo(plain.getResponse().getContentAsByteArray());
		}
		String etag = String.valueOf(compressed.getResponse().getHeader(HttpHeaders.ETAG));
		assertThat(this.http.get().uri("/").header("Accept-Encoding", "gzip").header("If-None-Match", etag))
			.hasStatus(304);
	}

	@Test
	void filesOfThisVersionAreKeptForGood() {
		String script = "/console/" + this.files.version() + "/page.js";
		assertThat(this.http.get().uri(script)).hasStatusOk()
			.hasContentType("text/javascript;charset=UTF-8")
			.hasHeader(HttpHeaders.CACHE_CONTROL, "max-age=31536000, public, immutable");
		assertThat(this.http.get().uri("/console/earlier/views/jobs.js")).hasStatusOk()
			.hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/console/x", "/console/host", "/console/console", "/console/x/", "/console/x/none.js",
			"/console/co/views" })
	void whatIsNoFileIsNotFound(String path) {
		assertThat(this.http.get().uri(path)).failure()
			.rootCause()
			.isInstanceOfSatisfying(Refusal.class, (refusal) -> assertThat(refusal.status().value()).isEqualTo(404));
	}

	@Test
	void versionMayBeAWordOfThePathBeforeIt() {
		assertThat(this.http.get().uri("/console/console/views/jobs.js")).hasStatusOk();
		assertThat(this.http.get().uri("/console/s/views/jobs.js")).hasStatusOk();
	}

	@Test
	void codeIsReadAsTheAddress() throws Exception {
		String address = "https://media.example.com/?join=K7M3PX";
		var answer = this.http.get().uri("/qr.svg?text={text}", address).exchange();
		assertThat(answer).hasStatusOk().hasContentType("image/svg+xml");
		assertThat(decode(answer.getResponse().getContentAsString())).isEqualTo(address);
	}

	private static String decode(String svg) throws Exception {
		Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+)").matcher(svg);
		assertThat(size.find()).isTrue();
		int side = Integer.parseInt(size.group(1)) * SCALE;
		int[] pixels = new int[side * side];
		Arrays.fill(pixels, 0xFFFFFF);
		Matcher modules = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
		while (modules.find()) {
			int left = Integer.parseInt(modules.group(1)) * SCALE;
			int top = Integer.parseInt(modules.group(2)) * SCALE;
			for (int i = 0; i < SCALE * SCALE; i++) {
				pixels[(top + i / SCALE) * side + left + i % SCALE] = 0;
			}
		}
		LuminanceSource picture = new RGBLuminanceSource(side, side, pixels);
		return new QRCodeReader()
			.decode(new BinaryBitmap(new HybridBinarizer(picture)), Map.of(DecodeHintType.TRY_HARDER, true))
			.getText();
	}

}
