package io.wxomedia.video;

import java.math.BigDecimal;

import io.wxomedia.generation.VideoCapabilities;
import io.wxomedia.generation.VideoMaker;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.job.Job;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import org.jspecify.annotations.Nullable;

/**
 * What is ordered from a provider for one video of a generation, the same each time.
 */
class OrderOfVideo {

	private static final String BEST = "1080p";

	private final VideoMaker maker;

	private final PayloadStore payloads;

	OrderOfVideo(VideoMaker maker, PayloadStore payloads) {
		this.maker = maker;
		this.payloads = payloads;
	}

	VideoOrder of(Job job, VideoSpec spec) {
		VideoCapabilities can = this.maker.capabilities();
		PayloadId input = (spec.imageType() != null) ? job.input() : null;
		return new VideoOrder(spec.prompt(), picture(input, spec.imageType()), spec.options().durationSeconds(),
				can.resolutions().contains(BEST) ? BEST : can.resolutions().get(0), spec.options().aspectRatio(),
				can.audio(), VideoOptions.EVERYBODY.equals(spec.options().personGeneration()));
	}

	/**
	 * It is sent along with the order: nothing of the service has to be reached for it.
	 */
	private VideoOrder.@Nullable Picture picture(@Nullable PayloadId input, @Nullable String type) {
		if (input == null || type == null) {
			return null;
		}
		return new VideoOrder.Picture(() -> this.payloads.open(input), type, () -> null);
	}

	BigDecimal seconds(VideoOrder order) {
		return BigDecimal.valueOf(this.maker.capabilities().fitting(order.seconds()));
	}

	String model(VideoOrder order) {
		return this.maker.model(order);
	}

}
