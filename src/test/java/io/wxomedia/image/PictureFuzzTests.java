package io.wxomedia.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

import com.sun.management.ThreadMXBean;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.testing.FuzzSeed;
import io.wxomedia.testing.FuzzTests;
import io.wxomedia.testing.MemoryPayloads;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes pictures on their way through the check at the door and the fallback: each is
 * refused with words for the caller, or becomes a sound PNG of its size, within the
 * memory that the check foretold and a bounded time of the processor.
 */
class PictureFuzzTests extends FuzzTests {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final Duration MOST_TIME = Duration.ofSeconds(20);

	/**
	 * What is allocated in all, most of which is garbage soon.
	 */
	private static final int ALLOCATED_TO_HELD = 10;

	private static final long SURELY_FREE = 16_000_000;

	/**
	 * Small, so that most of the time goes into pictures that are decoded in no time.
	 */
	private static final long BUDGET = 16_000_000;

	PictureFuzzTests() {
		super("picture", 1500);
	}

	@Override
	protected List<FuzzSeed> seeds() {
		List<FuzzSeed> seeds = new ArrayList<>(super.seeds());
		seeds.addAll(FuzzSeed.of(Path.of("src", "test", "resources", "io", "wxomedia", "picture")));
		seeds.removeIf((seed) -> !seed.name().matches(".*\\.(png|jpg|webp)|[0-9a-f-]+"));
		return seeds;
	}

	@Override
	protected byte[] mutate(byte[] input, byte[] other, Random random) {
		return PictureMutations.mutate(input, other, random);
	}

	@Override
	protected void run(byte[] input) throws Exception {
		runOnce(input);
		// A fuzzer changes bytes without the sum over them.
		byte[] mended = PictureParts.of(input).write();
		if (!Arrays.equals(input, mended)) {
			runOnce(mended);
		}
	}

	/**
	 * The first time, classes are loaded.
	 */
	private static void runOnce(byte[] input) throws Exception {
		try {
			measure(input);
		}
		catch (AssertionError ex) {
			measure(input);
		}
	}

	private static void measure(byte[] input) throws Exception {
		long allocated = THREADS.getCurrentThreadAllocatedBytes();
		long time = THREADS.getCurrentThreadCpuTime();
		DecodingEffort effort = effort(input);
		MemoryPayloads payloads = new MemoryPayloads();
		PayloadId picture = payloads.add(input);
		try {
			PayloadId png = new Fallback(payloads, new PixelBudget(BUDGET), Clock.systemUTC()).make(picture,
					FallbackReason.OPENAI_BILLING_LIMIT, Duration.ofHours(1));
			assertThat(effort).as("what the door refuses is not decoded").isNotNull();
			requireSound(payloads.bytes(png), effort.header());
		}
		catch (UnusableImage ex) {
			assertThat(ex).hasMessageMatching("(?s).{10,400}");
			assertThat(payloads.ids()).hasSize(1);
		}
		assertThat(payloads.unclosed()).isZero();
		long most = SURELY_FREE + 20L * input.length
				+ ((effort != null) ? ALLOCATED_TO_HELD * Math.min(effort.heap(), BUDGET) : 0);
		assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated).as("%s", effort).isLessThan(most);
		assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - time)).isLessThan(MOST_TIME);
	}

	private static @Nullable DecodingEffort effort(byte[] input) throws IOException {
		try {
			return PictureInspector.effort(new ByteArrayInputStream(input));
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			assertThat(ex).hasMessageMatching("(?s).{10,400}");
			return null;
		}
	}

	private static void requireSound(byte[] png, PictureHeader header) throws IOException {
		BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
		assertThat(List.of(image.getWidth(), image.getHeight())).containsExactlyInAnyOrder(header.width(),
				header.height());
	}

}
