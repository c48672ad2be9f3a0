package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.wxomedia.clip.ClipFormat;
import io.wxomedia.clip.PosterFrames;
import io.wxomedia.generation.GeneratedImage;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.generation.LinkExpired;
import io.wxomedia.generation.RemoteCall;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link BuiltInGenerator}, {@link BuiltInModerator} and
 * {@link BuiltInVideoMaker}.
 */
class BuiltInMakersTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Pause NO_PAUSE = (duration) -> {
	};

	private final PixelBudget budget = new PixelBudget(100_000_000);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void twoPromptsGiveTwoPicturesAndOneAlwaysTheSame() throws Exception {
		byte[] lighthouse = picture("A lighthouse at dawn", "1024x1792");
		assertThat(picture("A lighthouse at dawn", "1024x1792")).isEqualTo(lighthouse);
		assertThat(picture("A market in the rain", "1024x1792")).isNotEqualTo(lighthouse);
		assertThat(picture("A cat on a chair, black and white", "1792x1024")).isNotEqualTo(lighthouse);
	}

	@Test
	void aPictureHasTheSizeThatWasAskedFor() throws Exception {
		for (String size : List.of("1024x1024", "1792x1024", "1024x1792")) {
			PictureHeader header = PictureInspector
				.inspect(new ByteArrayInputStream(picture("Rotate this rocket left " + "word ".repeat(380), size)));
			assertThat(header.format()).isEqualTo(PictureFormat.PNG);
			assertThat(header.width() + "x" + header.height()).isEqualTo(size);
		}
	}

	@Test
	void whatCannotBeNotedAsSentIsNotMade() {
		assertThatIllegalStateException().isThrownBy(() -> new BuiltInGenerator(DemoUpstream.OK, this.budget, NO_PAUSE)
			.generate(new ImageOrder("x", "vivid", "hd", "1024x1024"), PATIENCE, () -> {
				throw new IllegalStateException("taken over");
			}));
	}

	@Test
	void theTroublesOfTheDemoAreThoseOfItsMakers() {
		assertThatExceptionOfType(CallFailure.class)
			.isThrownBy(() -> new BuiltInGenerator(DemoUpstream.BILLING_LIMIT, this.budget, NO_PAUSE)
				.generate(new ImageOrder("x", "vivid", "hd", "1024x1024"), PATIENCE, () -> {
				}))
			.matches((failure) -> failure.kind() == CallFailure.Kind.BILLING_LIMIT);
	}

	private byte[] picture(String prompt, String size) throws CallFailure {
		GeneratedImage made = new BuiltInGenerator(DemoUpstream.OK, this.budget, NO_PAUSE)
			.generate(new ImageOrder(prompt, "vivid", "hd", size), PATIENCE, () -> {
			});
		return made.bytes();
	}

	@Test
	void oneWordIsRefused() {
		BuiltInModerator moderator = new BuiltInModerator();
		assertThat(moderator.judge(List.of("A lighthouse", "A market"), List.of()).flagged()).isFalse();
		assertThat(moderator.judge(List.of("A lighthouse", "Demo-Refusal, please"), List.of()).categories())
			.containsExactly("demo-refusal");
	}

	@Test
	void aVideoIsMadeInTheBackgroundAndHasTheShapeOfItsPicture() throws Exception {
		try (BuiltInVideoMaker maker = maker()) {
			RemoteCall call = maker.submit(order(true, 4, VideoOrder.AUTO), UUID.randomUUID(), PATIENCE, () -> {
			});
			Path video = fetch(maker, call);
			byte[] head = Arrays.copyOf(Files.readAllBytes(video), ClipFormat.HEAD);
			assertThat(ClipFormat.of(head)).contains(ClipFormat.MP4);
			try (PosterFrames posters = new PosterFrames(PATIENCE, this.folder.resolve("posters"), Clock.systemUTC())) {
				BufferedImage poster = posters.of(video).orElseThrow();
				assertThat(Math.max(poster.getWidth(), poster.getHeight())).isEqualTo(640);
			}
			maker.forget(call);
			assertThat(this.folder.resolve("videos")).isEmptyDirectory();
			assertThatExceptionOfType(LinkExpired.class)
				.isThrownBy(() -> maker.read(new RemoteState.Done(URI.create("built-in-video:" + call.requestId()))));
		}
	}

	@Test
	void anotherProcessMakesWhatWasOrdered() throws Exception {
		RemoteCall call;
		try (BuiltInVideoMaker killed = maker()) {
			call = killed.submit(order(false, 4, "9:16"), UUID.randomUUID(), PATIENCE, () -> {
			});
		}
		try (BuiltInVideoMaker next = maker();
				PosterFrames posters = new PosterFrames(PATIENCE, this.folder.resolve("posters"), Clock.systemUTC())) {
			BufferedImage poster = posters.of(fetch(next, call)).orElseThrow();
			assertThat(poster.getWidth()).isEqualTo(360);
			assertThat(poster.getHeight()).isEqualTo(640);
		}
	}

	@Test
	void aPictureThatIsNoneFailsTheVideo() throws Exception {
		try (BuiltInVideoMaker maker = maker()) {
			VideoOrder.Picture none = new VideoOrder.Picture(() -> new ByteArrayInputStream("no picture".getBytes()),
					"image/png", () -> null);
			RemoteCall call = maker.submit(new VideoOrder("x", none, 4, "720p", "auto", false), UUID.randomUUID(),
					PATIENCE, () -> {
					});
			Eventually.within(PATIENCE, () -> assertThat(maker.look(call)).isInstanceOf(RemoteState.Failed.class));
		}
	}

	@Test
	void whatNobodyFetchedIsSweptAfterADay() throws Exception {
		VideoFolder videos = new VideoFolder(this.folder.resolve("videos"), new JsonMapper());
		String name = "demo-" + UUID.randomUUID();
		videos.keep(name, order(false, 4, "16:9"));
		videos.sweep(Instant.now());
		assertThat(videos.order(name)).isPresent();
		videos.sweep(Instant.now().plus(Duration.ofHours(25)));
		assertThat(videos.order(name)).isEmpty();
	}

	private BuiltInVideoMaker maker() {
		return new BuiltInVideoMaker(new VideoFolder(this.folder.resolve("videos"), new JsonMapper()), DemoUpstream.OK,
				this.budget, NO_PAUSE, 640);
	}

	private static VideoOrder order(boolean picture, int seconds, String aspectRatio) {
		return new VideoOrder("A lighthouse at dawn", picture
				? new VideoOrder.Picture(() -> new ByteArrayInputStream(TestImages.png()), "image/png", () -> null)
				: null, seconds, "720p", aspectRatio, true);
	}

	private Path fetch(BuiltInVideoMaker maker, RemoteCall call) {
		RemoteState.Done done = Eventually.value(PATIENCE, () -> {
			RemoteState state = maker.look(call);
			assertThat(state).isInstanceOf(RemoteState.Done.class);
			return (RemoteState.Done) state;
		});
		Path video = this.folder.resolve("fetched.mp4");
		try (InputStream in = maker.read(done)) {
			Files.copy(in, video);
			return video;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
