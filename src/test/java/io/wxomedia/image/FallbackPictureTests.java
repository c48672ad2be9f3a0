package io.wxomedia.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;

import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FallbackPicture}.
 */
class FallbackPictureTests {

	@ParameterizedTest
	@CsvSource({ "640, 480, false", "640, 480, true", "90, 300, false", "3, 2, true", "1, 1, false" })
	void renderInvertsAndStamps(int width, int height, boolean transparent) throws Exception {
		BufferedImage original = noise(width, height, transparent);
		byte[] png = render(png(original));
		assertThat(PictureInspector.inspect(new ByteArrayInputStream(png)))
			.isEqualTo(new PictureHeader(PictureFormat.PNG, width, height));
		BufferedImage fallback = Pictures.decode(new ByteArrayInputStream(png), anHour());
		assertThat(fallback.getColorModel().hasAlpha()).isEqualTo(transparent);
		for (int y = (height * 3 + 4) / 5; y < height; y++) {
			for (int x = 0; x < width; x++) {
				assertThat(fallback.getRGB(x, y)).isEqualTo(original.getRGB(x, y) ^ 0xFFFFFF);
			}
		}
	}

	@Test
	void stampNamesTheReason() throws Exception {
		assertThat(FallbackReason.OPENAI_BILLING_LIMIT.stamp()).isEqualTo("DEMO - FALLBACK (OpenAI billing limit)");
		assertThat(FallbackReason.DAILY_BUDGET.stamp()).isEqualTo("DEMO - FALLBACK (daily budget)");
		byte[] black = png(new BufferedImage(800, 600, BufferedImage.TYPE_3BYTE_BGR));
		Set<String> pictures = new HashSet<>();
		for (FallbackReason reason : FallbackReason.values()) {
			assertThat(FallbackReason.of(reason.word())).isEqualTo(reason);
			assertThat(reason == FallbackReason.OPENAI_BILLING_LIMIT || !reason.stamp().contains("OpenAI")).isTrue();
			pictures.add(HexFormat.of().formatHex(render(black, reason)));
		}
		assertThat(pictures).hasSameSizeAs(FallbackReason.values());
	}

	@ParameterizedTest
	@EnumSource
	void renderPutsRedNearTheTopLeft(FallbackReason reason) throws Exception {
		BufferedImage black = new BufferedImage(800, 600, BufferedImage.TYPE_3BYTE_BGR);
		BufferedImage fallback = Pictures.decode(new ByteArrayInputStream(render(png(black), reason)), anHour());
		int red = 0;
		for (int y = 0; y < 100; y++) {
			for (int x = 0; x < 400; x++) {
				red += (fallback.getRGB(x, y) == 0xFFE60000) ? 1 : 0;
			}
		}
		assertThat(red).isGreaterThan(1000);
	}

	@Test
	void renderWhenCutOffFails() {
		assertThatExceptionOfType(BrokenPicture.class).isThrownBy(() -> render(new byte[] { 1, 2, 3 }));
	}

	private static byte[] render(byte[] picture) throws Exception {
		return render(picture, FallbackReason.OPENAI_BILLING_LIMIT);
	}

	private static byte[] render(byte[] picture, FallbackReason reason) throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		FallbackPicture.render(new ByteArrayInputStream(picture), out, reason, anHour());
		return out.toByteArray();
	}

	private static Deadline anHour() {
		return Deadline.in(Duration.ofHours(1), Clock.systemUTC());
	}

	private static byte[] png(BufferedImage image) throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Pictures.writePng(image, out);
		return out.toByteArray();
	}

	private static BufferedImage noise(int width, int height, boolean transparent) {
		Random random = new Random(1);
		BufferedImage image = new BufferedImage(width, height,
				(transparent) ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_3BYTE_BGR);
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				image.setRGB(x, y, random.nextInt());
			}
		}
		return image;
	}

}
