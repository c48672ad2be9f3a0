package io.wxomedia.imageapi;

import java.net.URI;
import java.util.Objects;

import io.wxomedia.image.InputPicture.Role;
import io.wxomedia.job.NewJob;
import io.wxomedia.submission.Fingerprint;
import io.wxomedia.submission.IdempotencyKey;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two requests with one Idempotency-Key are the same: by the path, the
 * callback address, every field that is known, and every picture.
 */
final class RequestFingerprint {

	private RequestFingerprint() {
	}

	/**
	 * Return the key of a request and what the request is.
	 * @return the key, or {@code null} if none was sent
	 * @throws Refusal if the key cannot be used
	 */
	static NewJob.@Nullable Idempotency of(HttpServletRequest request, @Nullable URI callbackUrl, SubmittedEdit edit) {
		String key = IdempotencyKey.check(request.getHeader(IdempotencyKey.HEADER));
		if (key == null) {
			return null;
		}
		SubmittedFields fields = edit.fields();
		Fingerprint all = new Fingerprint().add(request.getRequestURI(), String.valueOf(callbackUrl),
				String.valueOf(fields.prompt()), (edit.filename() != null) ? "=" + edit.filename() : "");
		SubmittedPictures pictures = edit.pictures();
		if (pictures != null) {
			// In the order of their roles, which that of the fields in the request is
			// not.
			for (Role role : Role.values()) {
				pictures.all().stream().filter((picture) -> picture.role() == role).forEach((picture) -> {
					if (role != Role.IMAGE) {
						all.add(picture.field());
					}
					byte[] digest = Objects.requireNonNull(picture.digest(), "Digested as a key was sent").digest();
					all.add(digest, digest.length);
				});
			}
		}
		// Nothing is added for what was not sent, so that keys of earlier versions hold.
		fields.optional().forEach((name, value) -> all.add(name, value));
		return new NewJob.Idempotency(key, all.hex());
	}

}
