package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import io.wxomedia.clip.ClipWriter;
import io.wxomedia.generation.LinkExpired;
import io.wxomedia.generation.RemoteCall;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.Deadline;
import io.wxomedia.picture.DeadlinePassed;
import io.wxomedia.picture.Pictures;
import io.wxomedia.picture.PixelBudget;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The demo's maker of videos: a real MP4, a slow zoom into the picture, made by one
 * thread of low priority. What was ordered is on disk before it is accepted, so that a
 * restart makes it all the same.
 */
final class BuiltInVideoMaker implements VideoMaker, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BuiltInVideoMaker.class);

	static final String PROVIDER = "built-in-video";

	static final String MODEL = "slow-zoom";

	private static final int FRAMES_PER_SECOND = 12;

	private static final int SHORTEST = 4;

	private static final int LONGEST = 8;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration PAUSE = Duration.ofMillis(800);

	private final VideoFolder folder;

	private final Upstream upstream;

	private final PixelBudget budget;

	private final Pause pause;

	private final int longSide;

	private final AtomicLong calls = new AtomicLong();

	private final Map<String, VideoUnderWay> underWay = new ConcurrentHashMap<>();

	private final ExecutorService thread = Executors.newSingleThreadExecutor(threads());

	BuiltInVideoMaker(VideoFolder folder, Upstream upstream, PixelBudget budget, Pause pause, int longSide) {
		this.folder = folder;
		this.upstream = upstream;
		this.budget = budget;
		this.pause = pause;
		this.longSide = longSide;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("built-in-video-");
		threads.setDaemon(true);
		threads.setThreadPriority(Thread.MIN_PRIORITY);
		return threads;
	}

	@Override
	public String provider() {
		return PROVIDER;
	}

	@Override
	public String seller() {
		return "The built-in video maker";
	}

	@Override
	public String model(VideoOrder order) {
		return MODEL;
	}

	@Override
	public VideoCapabilities capabilities() {
		return new VideoCapabilities(List.of(4, 5, 6, 7, 8), List.of("720p", "1080p"), List.of("16:9", "9:16", "16:10"),
				true, true, true, false);
	}

	@Override
	public Purchase purchase(VideoOrder order) {
		return new Purchase(seller(), new PricedCall(new ProviderModel(provider(), MODEL), "auto", "auto", null));
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

	@Override
	public RemoteCall submit(VideoOrder order, UUID reference, Duration timeout, Runnable beforeSent)
			throws CallFailure {
		beforeSent.run();
		String name = "demo-" + reference;
		try {
			this.upstream.now().play(this.calls.incrementAndGet(), timeout, this.pause);
			this.folder.keep(name, order);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallFailure(Kind.RETRYABLE, "The built-in video maker was interrupted", null, null, ex);
		}
		catch (IOException ex) {
			throw new CallFailure(Kind.RETRYABLE, "The order of a video could not be kept", null, null, ex);
		}
		make(name);
		return found(MODEL, name);
	}

	@Override
	public RemoteCall found(String model, String requestId) {
		return new RemoteCall(PROVIDER, model, requestId, null, null, null);
	}

	@Override
	public RemoteState look(RemoteCall call) {
		String name = call.requestId();
		if (Files.exists(this.folder.video(name))) {
			this.underWay.remove(name);
			return new RemoteState.Done(URI.create(PROVIDER + ":" + name));
		}
		VideoUnderWay making = make(name);
		String error = making.error();
		return (error != null) ? new RemoteState.Failed(error, false) : new RemoteState.Working(making.percent());
	}

	@Override
	public Duration pauseAfter(int looks) {
		return PAUSE;
	}

	@Override
	public InputStream read(RemoteState.Done done) throws IOException, LinkExpired {
		try {
			return Files.newInputStream(this.folder.video(done.media().getSchemeSpecificPart()));
		}
		catch (NoSuchFileException ex) {
			throw new LinkExpired("The video is gone");
		}
	}

	@Override
	public void cancel(RemoteCall call) {
		VideoUnderWay making = this.underWay.remove(call.requestId());
		if (making != null) {
			making.stop();
		}
		this.folder.remove(call.requestId());
	}

	@Override
	public void forget(RemoteCall call) {
		cancel(call);
	}

	/**
	 * Begin to make a video, unless that was done; after a restart by whoever looks.
	 */
	private VideoUnderWay make(String name) {
		return this.underWay.computeIfAbsent(name, (missing) -> {
			VideoUnderWay making = new VideoUnderWay();
			making.runs(this.thread.submit(() -> work(name, making)));
			return making;
		});
	}

	private void work(String name, VideoUnderWay making) {
		try {
			VideoFolder.Kept order = this.folder.order(name).orElse(null);
			if (order == null) {
				making.fails("The order of the video is gone");
				return;
			}
			int seconds = Math.min(LONGEST, Math.max(SHORTEST, order.seconds()));
			SlowZoom zoom = new SlowZoom(picture(name, order), order.aspectRatio(), this.longSide,
					seconds * FRAMES_PER_SECOND);
			ClipWriter.write(making.counting(zoom), FRAMES_PER_SECOND, this.folder.unfinished(name),
					this.folder.work(name));
			Files.move(this.folder.unfinished(name), this.folder.video(name), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (BrokenPicture | DeadlinePassed ex) {
			making.fails("The picture cannot be read: " + ex.getMessage());
		}
		catch (IOException | RuntimeException ex) {
			if (Thread.currentThread().isInterrupted() || this.folder.isGone(name)) {
				// Not wanted any more, or made when the service runs again.
				return;
			}
			logger.warn("The video {} could not be made", name, ex);
			making.fails("The video could not be made: " + ex.getClass().getSimpleName());
		}
	}

	private BufferedImage picture(String name, VideoFolder.Kept order)
			throws IOException, BrokenPicture, DeadlinePassed, InterruptedException {
		Path picture = this.folder.picture(name, order);
		PixelBudget.Lease lease = this.budget.acquire(this.budget.most() / 4);
		try (lease) {
			if (picture == null) {
				boolean upright = order.aspectRatio().equals("9:16");
				return PromptPicture.draw(order.prompt(), upright ? 720 : 1280, upright ? 1280 : 720, true);
			}
			try (InputStream in = Files.newInputStream(picture)) {
				return Pictures.decode(in, Deadline.in(PATIENCE, Clock.systemUTC()));
			}
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
