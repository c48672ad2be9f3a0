package io.wxomedia.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.http.Request;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.TestImages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what {@link OpenAiImageEditor} makes of optional fields, further pictures and
 * a mask.
 */
class EditFieldsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final OpenAiStub provider = OpenAiStub.start();

	private final OpenAiImageEditor editor = new OpenAiImageEditor(new OpenAiProperties(OpenAiStub.API_KEY,
			this.provider.baseUrl(), "gpt-image-2", "medium", "png", 60, Set.of(), 0), Clock.systemUTC());

	private final List<String> read = new ArrayList<>();

	@AfterEach
	void close() {
		this.editor.close();
		this.provider.close();
	}

	@Test
	void editSendsEveryFieldThatWasAskedFor() throws Exception {
		EditOptions options = new EditOptions("gpt-image-2.6-flare", "1536x864", "xhigh", "opaque", "webp", 80, "high");
		this.editor.edit(request(List.of(picture("a", "image/png", "image.png")), null, options, () -> {
		}));
		Request sent = this.provider.edits().get(0);
		assertThat(part(sent, "model")).isEqualTo("gpt-image-2.6-flare");
		assertThat(part(sent, "size")).isEqualTo("1536x864");
		assertThat(part(sent, "quality")).isEqualTo("xhigh");
		assertThat(part(sent, "background")).isEqualTo("opaque");
		assertThat(part(sent, "output_format")).isEqualTo("webp");
		assertThat(part(sent, "output_compression")).isEqualTo("80");
		assertThat(part(sent, "input_fidelity")).isEqualTo("high");
		assertThat(sent.getPart("image")).isNotNull();
	}

	@Test
	void editSendsNoFieldThatWasNotAskedFor() throws Exception {
		this.editor.edit(request(List.of(picture("a", "image/png", "image.png")), null, EditOptions.NONE, () -> {
		}));
		Request sent = this.provider.edits().get(0);
		assertThat(sent.getParts()).extracting(Request.Part::getName)
			.containsExactlyInAnyOrder("model", "prompt", "image", "quality", "output_format");
	}

	@Test
	void editNamesEachPictureAfterItsOwnBytes() throws Exception {
		String large = "x".repeat(300_000);
		this.editor.edit(request(
				List.of(picture("first", "image/png", "image.png"), picture(large, "image/jpeg", "image_2.jpeg"),
						picture("third", "image/webp", "image_3.webp")),
				picture("mask", "image/png", "mask.png"), EditOptions.NONE, () -> {
				}));
		Request sent = this.provider.edits().get(0);
		List<Request.Part> images = sent.getParts()
			.stream()
			.filter((part) -> "image[]".equals(part.getName()))
			.toList();
		assertThat(images).extracting((part) -> part.getHeader("Content-Type").firstValue())
			.containsExactlyInAnyOrder("image/png", "image/jpeg", "image/webp");
		for (Request.Part image : images) {
			String type = image.getHeader("Content-Type").firstValue();
			String disposition = image.getHeader("Content-Disposition").firstValue();
			switch (type) {
				case "image/png" -> {
					assertThat(image.getBody().asString()).isEqualTo("first");
					assertThat(disposition).contains("filename=\"image.png\"");
				}
				case "image/jpeg" -> {
					assertThat(image.getBody().asString()).isEqualTo(large);
					assertThat(disposition).contains("filename=\"image_2.jpeg\"");
				}
				default -> {
					assertThat(image.getBody().asString()).isEqualTo("third");
					assertThat(disposition).contains("filename=\"image_3.webp\"");
				}
			}
		}
		assertThat(part(sent, "mask")).isEqualTo("mask");
		assertThat(sent.getPart("mask").getHeader("Content-Type").firstValue()).isEqualTo("image/png");
		assertThat(sent.getPart("mask").getHeader("Content-Disposition").firstValue())
			.contains("filename=\"mask.png\"");
		// In the order in which they lie in a payload.
		assertThat(this.read).containsExactly("first", large, "third", "mask");
	}

	@Test
	void editMarksTheRequestAsSentOnceAndNotBeforeTheLastPictureEnds() throws Exception {
		List<Integer> readBefore = new ArrayList<>();
		this.editor.edit(request(
				List.of(picture("first", "image/png", "image.png"), picture("second", "image/png", "image_2.png")),
				picture("mask", "image/png", "mask.png"), EditOptions.NONE, () -> readBefore.add(this.read.size())));
		assertThat(readBefore).containsExactly(3);
	}

	@Test
	void editWhenOnePictureCannotBeReadIsNotSentAndNotMarked() {
		AtomicInteger marks = new AtomicInteger();
		EditRequest.Picture broken = new EditRequest.Picture(() -> {
			throw new IOException("the disk is gone");
		}, "image/png", "image_2.png");
		CallFailure failure = catchThrowableOfType(CallFailure.class,
				() -> this.editor.edit(request(List.of(picture("first", "image/png", "image.png"), broken), null,
						EditOptions.NONE, marks::incrementAndGet)));
		assertThat(failure.kind()).isEqualTo(CallFailure.Kind.RETRYABLE);
		assertThat(failure).hasMessageContaining("the disk is gone");
		assertThat(marks).hasValue(0);
		assertThat(this.provider.edits()).isEmpty();
	}

	private EditRequest request(List<EditRequest.Picture> pictures, EditRequest.@Nullable Picture mask,
			EditOptions options, Runnable beforeSent) {
		this.provider.willReturn(TestImages.png());
		return new EditRequest("make it blue", pictures, mask, options, PATIENCE, beforeSent);
	}

	private EditRequest.Picture picture(String content, String type, String name) {
		return new EditRequest.Picture(() -> open(content), type, name);
	}

	private InputStream open(String content) {
		this.read.add(content);
		return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
	}

	private static String part(Request sent, String name) {
		return sent.getPart(name).getBody().asString();
	}

}
