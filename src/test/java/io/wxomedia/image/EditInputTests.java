package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.testing.MemoryPayloads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link EditInput} and {@link EditSpec}.
 */
class EditInputTests {

	private final MemoryPayloads held = new MemoryPayloads();

	private final AtomicInteger opened = new AtomicInteger();

	@Test
	void picturesThatLieInOrderAreReadInOnePass() throws IOException {
		EditInput input = input("imageotherthirdmask", picture(Role.IMAGE, 0, 5, PictureFormat.PNG),
				picture(Role.FURTHER, 5, 5, PictureFormat.JPEG), picture(Role.FURTHER, 10, 5, PictureFormat.WEBP),
				picture(Role.MASK, 15, 4, PictureFormat.PNG));
		List<EditRequest.Picture> images = input.images();
		assertThat(images).extracting(EditRequest.Picture::filename)
			.containsExactly("image.png", "image_2.jpeg", "image_3.webp");
		assertThat(images).extracting(EditRequest.Picture::mimeType)
			.containsExactly("image/png", "image/jpeg", "image/webp");
		assertThat(text(images.get(0))).isEqualTo("image");
		assertThat(text(images.get(1))).isEqualTo("other");
		assertThat(text(images.get(2))).isEqualTo("third");
		assertThat(text(input.mask())).isEqualTo("mask");
		assertThat(this.opened).hasValue(1);
	}

	@Test
	void picturesAreReadInAnyOrderAndAgain() throws IOException {
		EditInput input = input("maskotherimage", picture(Role.MASK, 0, 4, PictureFormat.PNG),
				picture(Role.FURTHER, 4, 5, PictureFormat.JPEG), picture(Role.IMAGE, 9, 5, PictureFormat.PNG));
		for (int i = 0; i < 2; i++) {
			assertThat(text(input.images().get(0))).isEqualTo("image");
			assertThat(text(input.images().get(1))).isEqualTo("other");
			assertThat(text(input.mask())).isEqualTo("mask");
		}
		assertThat(input.imageLength()).isEqualTo(5);
	}

	@Test
	void pictureThatWasClosedNeverShowsItsEnd() throws IOException {
		EditInput input = input("image", picture(Role.IMAGE, 0, 5, PictureFormat.PNG));
		InputStream image = input.openImage();
		image.readNBytes(5);
		image.close();
		assertThatIOException().isThrownBy(image::read);
	}

	@Test
	void pictureThatIsCutOffNeverShowsItsEnd() {
		EditInput input = input("imag", picture(Role.IMAGE, 0, 5, PictureFormat.PNG));
		assertThatIOException().isThrownBy(() -> input.openImage().readAllBytes());
	}

	@Test
	void specOfAnEarlierVersionIsRead() throws IOException {
		EditSpec spec = new JsonMapper().readValue("{\"prompt\":\"p\",\"format\":\"JPEG\"}", EditSpec.class);
		assertThat(spec).isEqualTo(new EditSpec("p", PictureFormat.JPEG, null, null, null));
		EditInput input = new EditInput(counting(), this.held.add("whole".getBytes(StandardCharsets.UTF_8)), spec);
		assertThat(text(input.images().get(0))).isEqualTo("whole");
		assertThat(input.images().get(0).filename()).isEqualTo("image.jpeg");
		assertThat(input.mask()).isNull();
	}

	private EditInput input(String payload, InputPicture... pictures) {
		PayloadId id = this.held.add(payload.getBytes(StandardCharsets.UTF_8));
		EditSpec spec = new EditSpec("p", PictureFormat.PNG, null, List.of(pictures), null);
		JsonMapper json = new JsonMapper();
		return new EditInput(counting(), id, json.readValue(json.writeValueAsString(spec), EditSpec.class));
	}

	private PayloadStore counting() {
		return (PayloadStore) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { PayloadStore.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("open")) {
						this.opened.incrementAndGet();
						return new ByteArrayInputStream(this.held.bytes((PayloadId) arguments[0]));
					}
					return method.invoke(this.held, arguments);
				});
	}

	private static InputPicture picture(Role role, long offset, long length, PictureFormat format) {
		return new InputPicture(role, offset, length, format);
	}

	private static String text(EditRequest.@Nullable Picture picture) throws IOException {
		assertThat(picture).isNotNull();
		try (InputStream in = picture.source().open()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
