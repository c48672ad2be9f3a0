package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BuiltInEditor}.
 */
class BuiltInEditorTests {

	private final List<Duration> pauses = new ArrayList<>();

	@Test
	void editFollowsThePrompt() throws Exception {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.OK);
		EditedImage edited = editor.edit(request("black and white, then rotate left"));
		assertThat(header(edited)).isEqualTo(new PictureHeader(PictureFormat.PNG, 80, 120));
		int pixel = decode(edited.bytes()).getRGB(40, 60);
		assertThat(pixel & 0xFF).isEqualTo(pixel >> 8 & 0xFF).isEqualTo(pixel >> 16 & 0xFF);
		assertThat(edited.requestId()).isEqualTo("demo-1");
		assertThat(edited.inputTokens()).isNull();
		assertThat(edited.outputTokens()).isNull();
	}

	@Test
	void editWhenPromptIsUnknownDiffersFromOriginalAndFallback() throws Exception {
		BufferedImage edited = decode(editor(PictureFormat.PNG, DemoUpstream.OK).edit(request("Surprise me")).bytes());
		assertThat(DemoImages.difference(edited, DemoImages.colourful(BufferedImage.TYPE_INT_RGB))).isGreaterThan(15);
		assertThat(DemoImages.difference(edited, DemoImages.edited(Tone.invert()))).isGreaterThan(25);
	}

	@Test
	void editWhenPromptIsUnknownSaysSoOnThePicture() throws Exception {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.OK);
		int caption = 0x1F3FA8;
		for (String prompt : List.of("put a hat on the cat", "mets-lui un chapeau", "?")) {
			BufferedImage edited = decode(editor.edit(request(prompt)).bytes());
			assertThat(pixels(edited)).as(prompt).filteredOn((pixel) -> (pixel & 0xFFFFFF) == caption).isNotEmpty();
		}
		assertThat(pixels(decode(editor.edit(request("make it brighter")).bytes())))
			.noneMatch((pixel) -> (pixel & 0xFFFFFF) == caption);
	}

	private static List<Integer> pixels(BufferedImage image) {
		return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
			.boxed()
			.toList();
	}

	@Test
	void editWhenJpegIsWantedWritesJpeg() throws Exception {
		EditedImage edited = editor(PictureFormat.JPEG, DemoUpstream.OK).edit(request("make it blue"));
		assertThat(header(edited)).isEqualTo(new PictureHeader(PictureFormat.JPEG, 120, 80));
		BufferedImage image = decode(edited.bytes());
		assertThat(DemoImages.mean(image, 0)).isGreaterThan(DemoImages.mean(image, 16) + 30);
	}

	@Test
	void editWhenTransparentKeepsTransparency() throws Exception {
		BufferedImage original = DemoImages.colourful(BufferedImage.TYPE_INT_ARGB);
		EditRequest request = request("sepia", png(original));
		BufferedImage edited = decode(editor(PictureFormat.PNG, DemoUpstream.OK).edit(request).bytes());
		assertThat(edited.getRGB(50, 30) >>> 24).isEqualTo(original.getRGB(50, 30) >>> 24);
	}

	@Test
	void createWhenWebpIsWantedNamesTheSetting() {
		assertThatIllegalArgumentException().isThrownBy(() -> editor(PictureFormat.WEBP, DemoUpstream.OK))
			.withMessageContaining("OPENAI_IMAGE_OUTPUT_FORMAT");
	}

	@Test
	void editorNeedsNoSettings() {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.OK);
		assertThat(editor.model()).isEqualTo("built-in");
		assertThat(editor.missingSettings()).isEmpty();
	}

	@Test
	void editWhenImageIsBrokenFailsForGood() {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.OK);
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(request("blur", new byte[] { 1, 2 })))
			.withMessageContaining("PNG, JPEG and WebP")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.FINAL));
	}

	@Test
	void editWhenImageCannotBeReadMayBeTriedAgain() {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.OK);
		EditRequest request = new EditRequest("blur", () -> {
			throw new IOException("disk gone");
		}, "image/png", "image.png", Duration.ofSeconds(60));
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(request))
			.withRootCauseInstanceOf(IOException.class)
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.RETRYABLE));
	}

	@Test
	void editWhenBillingLimitIsPlayedSaysSo() {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.BILLING_LIMIT);
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(request("blur")))
			.withMessage("OpenAI: Billing hard limit has been reached (billing_hard_limit_reached). "
					+ "The demo plays this: DEMO_UPSTREAM=billing-limit")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.BILLING_LIMIT));
	}

	@Test
	void editWhenRateLimitIsPlayedRefusesEverySecondCall() throws Exception {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.RATE_LIMIT);
		for (int round = 0; round < 3; round++) {
			assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(request("blur")))
				.satisfies((failure) -> {
					assertThat(failure.kind()).isEqualTo(CallFailure.Kind.RETRYABLE);
					assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(2));
				});
			assertThat(editor.edit(request("blur")).bytes()).isNotEmpty();
		}
	}

	@Test
	void editWhenErrorIsPlayedMayBeTriedAgain() {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.ERROR);
		for (int round = 0; round < 3; round++) {
			assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(request("blur")))
				.withMessageContaining("HTTP 500")
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.RETRYABLE));
		}
	}

	@Test
	void editWhenSlownessIsPlayedWaitsBeforeItAnswers() throws Exception {
		assertThat(editor(PictureFormat.PNG, DemoUpstream.SLOW).edit(request("blur")).bytes()).isNotEmpty();
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(10));
	}

	@Test
	void editWhenTooSlowForTheCallerLosesTheAnswer() throws Exception {
		BuiltInEditor editor = editor(PictureFormat.PNG, DemoUpstream.SLOW);
		EditRequest patient = request("blur");
		EditRequest hasty = new EditRequest("blur", patient.image(), "image/png", "image.png", Duration.ofSeconds(3));
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(hasty))
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.ANSWER_LOST));
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(3));
	}

	@Test
	void editWhenInterruptedStopsAndStaysInterrupted() throws Exception {
		BuiltInEditor editor = new BuiltInEditor(PictureFormat.PNG, DemoUpstream.SLOW, new PixelBudget(10_000_000),
				Pause.real());
		EditRequest request = request("blur");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CallFailure.class).isThrownBy(() -> editor.edit(request))
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(CallFailure.Kind.RETRYABLE));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void editGivesItsPixelsBack() throws Exception {
		PixelBudget budget = new PixelBudget(300_000);
		BuiltInEditor editor = new BuiltInEditor(PictureFormat.PNG, DemoUpstream.OK, budget, this.pauses::add);
		editor.edit(request("blur"));
		editor.edit(request("blur"));
		budget.acquire(budget.most()).close();
	}

	private BuiltInEditor editor(PictureFormat format, DemoUpstream upstream) {
		return new BuiltInEditor(format, upstream, new PixelBudget(10_000_000), this.pauses::add);
	}

	private static EditRequest request(String prompt) throws IOException {
		return request(prompt, png(DemoImages.colourful(BufferedImage.TYPE_INT_RGB)));
	}

	private static EditRequest request(String prompt, byte[] image) {
		return new EditRequest(prompt, () -> new ByteArrayInputStream(image), "image/png", "image.png",
				Duration.ofSeconds(60));
	}

	private static byte[] png(BufferedImage image) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Pictures.writePng(image, out);
		return out.toByteArray();
	}

	private static PictureHeader header(EditedImage edited) throws Exception {
		return PictureInspector.inspect(new ByteArrayInputStream(edited.bytes()));
	}

	private static BufferedImage decode(byte[] picture) throws Exception {
		return Pictures.decode(new ByteArrayInputStream(picture), Deadline.in(Duration.ofHours(1), Clock.systemUTC()));
	}

}
