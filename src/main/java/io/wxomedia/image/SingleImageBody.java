package io.wxomedia.image;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.job.Job;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.picture.PictureFormat;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a callback for one image, in their order. Those that the tool files
 * declare, and no others.
 */
final class SingleImageBody {

	private SingleImageBody() {
	}

	/**
	 * Say that the picture comes with the callback.
	 */
	static Map<String, @Nullable Object> picture(Job job, PayloadId picture, PictureFormat format, boolean fallback) {
		Map<String, @Nullable Object> fields = beginning(job, Verdict.COMPLETED);
		fields.put("result_image_base64", picture);
		fields.put("result_mime_type", format.mimeType());
		return noteFallback(fields, fallback);
	}

	/**
	 * Say where the picture is.
	 */
	static Map<String, @Nullable Object> link(Job job, String key, String link, long expiresIn, boolean fallback) {
		Map<String, @Nullable Object> fields = beginning(job, Verdict.COMPLETED);
		fields.put("object_key", key);
		fields.put("result_url", link);
		fields.put("expires_in", expiresIn);
		return noteFallback(fields, fallback);
	}

	/**
	 * Say why there is none.
	 */
	static Map<String, @Nullable Object> failed(Job job, String error) {
		Map<String, @Nullable Object> fields = beginning(job, Verdict.FAILED);
		fields.put("error", error);
		return fields;
	}

	private static Map<String, @Nullable Object> beginning(Job job, Verdict verdict) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("status", verdict.word());
		fields.put("job_id", job.id().toString());
		fields.put("filename", job.filename());
		return fields;
	}

	private static Map<String, @Nullable Object> noteFallback(Map<String, @Nullable Object> fields, boolean fallback) {
		if (fallback) {
			fields.put("fallback_local", 1);
		}
		return fields;
	}

}
