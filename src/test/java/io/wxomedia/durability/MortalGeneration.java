package io.wxomedia.durability;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.durability.MortalInstance.Neighbours;
import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.generation.GeneratedImage;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.generation.Moderator;
import io.wxomedia.generation.RemoteCall;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.testing.TestImages;

/**
 * Who makes and judges pictures and videos, as an instance sees them that may die. Each
 * order is paid for when it arrives. One class, so that what is made by whom can be seen
 * at once.
 */
class MortalGeneration implements ImageGenerator, VideoMaker, Moderator {

	private static final ConcurrentHashMap<String, AtomicInteger> LOOKS = new ConcurrentHashMap<>();

	private final World world;

	private final Death death;

	MortalGeneration(World world, Death death) {
		this.world = world;
		this.death = death;
	}

	private Neighbours neighbours() {
		return this.world.neighbours();
	}

	@Override
	public String provider() {
		return "counting";
	}

	@Override
	public String seller() {
		return "The counting provider";
	}

	@Override
	public String model() {
		return "counting-pictures";
	}

	@Override
	public String model(VideoOrder order) {
		return "counting-videos";
	}

	@Override
	public Purchase purchase(ImageOrder order) {
		return new Purchase(seller(), new PricedCall(new ProviderModel(provider(), model()), "auto", "auto"));
	}

	@Override
	public Purchase purchase(VideoOrder order) {
		return new Purchase(seller(), new PricedCall(new ProviderModel(provider(), model(order)), "auto", "auto"));
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

	@Override
	public GeneratedImage generate(ImageOrder order, Duration timeout, Runnable beforeSent) throws CallFailure {
		beforeSent.run();
		this.death.callsOutside();
		this.death.reach(SideEffect.PICTURE_ORDERED, Moment.BEFORE);
		neighbours().pictures.incrementAndGet();
		this.death.reach(SideEffect.PICTURE_ORDERED, Moment.DURING);
		this.death.reach(SideEffect.PICTURE_ORDERED, Moment.AFTER);
		return new GeneratedImage(TestImages.png(), new Receipt(null, null, null, null));
	}

	@Override
	public Judgement judge(List<String> texts, List<EditRequest.Picture> pictures) throws CallFailure {
		this.death.callsOutside();
		this.death.reach(SideEffect.JUDGED, Moment.BEFORE);
		neighbours().judgements.incrementAndGet();
		List<String> objections = neighbours().judging.judge(texts);
		this.death.reach(SideEffect.JUDGED, Moment.AFTER);
		return new Judgement(!objections.isEmpty(), objections);
	}

	@Override
	public VideoCapabilities capabilities() {
		return new VideoCapabilities(List.of(8), List.of("720p", "1080p"), List.of("16:9"), true, true, true, false);
	}

	@Override
	public RemoteCall submit(VideoOrder order, UUID reference, Duration timeout, Runnable beforeSent)
			throws CallFailure {
		beforeSent.run();
		this.death.callsOutside();
		this.death.reach(SideEffect.VIDEO_ORDERED, Moment.BEFORE);
		neighbours().videos.incrementAndGet();
		this.death.reach(SideEffect.VIDEO_ORDERED, Moment.DURING);
		this.death.reach(SideEffect.VIDEO_ORDERED, Moment.AFTER);
		return found(model(order), "video-" + UUID.randomUUID());
	}

	@Override
	public RemoteCall found(String model, String requestId) {
		return new RemoteCall(provider(), model, requestId, null, null, null);
	}

	@Override
	public RemoteState look(RemoteCall call) throws CallFailure {
		this.death.callsOutside();
		int looks = LOOKS.computeIfAbsent(call.requestId(), (request) -> new AtomicInteger()).getAndIncrement();
		return neighbours().looking.look(looks);
	}

	@Override
	public Duration pauseAfter(int looks) {
		return Duration.ofSeconds(1);
	}

	@Override
	public InputStream read(RemoteState.Done done) throws IOException {
		this.death.callsOutside();
		neighbours().fetching.fetch();
		this.death.reach(SideEffect.VIDEO_READ, Moment.BEFORE);
		byte[] head = "ftypisom\0\0\2\0isomavc1".getBytes(StandardCharsets.ISO_8859_1);
		byte[] video = ByteBuffer.allocate(4 + head.length).putInt(4 + head.length).put(head).array();
		this.death.reach(SideEffect.VIDEO_READ, Moment.AFTER);
		return new ByteArrayInputStream(video);
	}

	@Override
	public void cancel(RemoteCall call) {
		this.death.callsOutside();
		neighbours().cancelled.incrementAndGet();
	}

}
