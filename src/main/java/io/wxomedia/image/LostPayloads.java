package io.wxomedia.image;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.UnusablePayload;
import org.jspecify.annotations.Nullable;

/**
 * Says in words for the caller that a picture was damaged or lost while this service kept
 * it.
 */
final class LostPayloads {

	private LostPayloads() {
	}

	/**
	 * Describe a picture that cannot be used.
	 * @param failure what was found
	 * @param input the input of the work, or {@code null}
	 * @return what happened and what to do
	 */
	static String describe(UnusablePayload failure, @Nullable PayloadId input) {
		if (failure.id().equals(input)) {
			return "The input image was damaged or lost on the service's disk after it was accepted, and was not sent"
					+ " to OpenAI any more; send it again. (" + failure.getMessage() + ")";
		}
		return "The result was damaged or lost on the service's disk after it was made, and nothing of it is sent;"
				+ " send the image again. (" + failure.getMessage() + ")";
	}

}
