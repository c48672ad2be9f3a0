package io.wxomedia.video;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.base64.Base64InputStream;
import io.wxomedia.exchange.OutgoingBody;
import io.wxomedia.job.Job;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An order as a backend gets it: the same bytes each time. Its picture is read from the
 * store each time it is sent.
 */
class OrderBody implements OutgoingBody {

	private static final String END = "}}";

	private static final String BEFORE_PICTURE = ",\"input_image_base64\":\"";

	private static final String AFTER_PICTURE = "\"" + END;

	private final byte[] document;

	private final @Nullable PayloadId picture;

	private final PayloadStore payloads;

	private final long pictureLength;

	/**
	 * Create the order of a job.
	 * @param job the job
	 * @param spec what is to be done
	 * @param payloads holds its picture
	 * @param json writes it
	 * @throws IOException if the picture cannot be read
	 */
	OrderBody(Job job, VideoSpec spec, PayloadStore payloads, JsonMapper json) throws IOException {
		Map<String, Object> options = new LinkedHashMap<>();
		options.put("aspect_ratio", spec.options().aspectRatio());
		options.put("number_of_videos", spec.options().numberOfVideos());
		options.put("duration_seconds", spec.options().durationSeconds());
		options.put("person_generation", spec.options().personGeneration());
		Map<String, Object> order = new LinkedHashMap<>();
		order.put("job_id", job.id().toString());
		order.put("prompt", spec.prompt());
		order.put("webhook_url", spec.webhookUrl());
		// Last, and its picture last of all, so that the picture goes in at the end.
		order.put("options", options);
		this.document = json.writeValueAsBytes(order);
		this.picture = (spec.imageType() != null) ? job.input() : null;
		this.payloads = payloads;
		this.pictureLength = (this.picture != null) ? payloads.length(this.picture) : 0;
	}

	@Override
	public long length() {
		if (this.picture == null) {
			return this.document.length;
		}
		return this.document.length - END.length() + BEFORE_PICTURE.length() + (this.pictureLength + 2) / 3 * 4
				+ AFTER_PICTURE.length();
	}

	@Override
	public InputStream open() throws IOException {
		if (this.picture == null) {
			return new ByteArrayInputStream(this.document);
		}
		byte[] head = Arrays.copyOf(this.document, this.document.length - END.length());
		return new SequenceInputStream(Collections.enumeration(List.of(new ByteArrayInputStream(head),
				text(BEFORE_PICTURE), new Base64InputStream(this.payloads.open(this.picture)), text(AFTER_PICTURE))));
	}

	private static InputStream text(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
	}

}
