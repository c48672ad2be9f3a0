package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;

/**
 * Looks at pictures that were made earlier and wait to be stored.
 */
final class KeptPicture {

	private KeptPicture() {
	}

	/**
	 * Return what a picture is by its bytes. It was a picture when it was kept.
	 * @param payloads where it is kept
	 * @param picture the picture
	 * @return its format
	 * @throws IOException if it cannot be read
	 */
	static PictureFormat format(PayloadStore payloads, PayloadId picture) throws IOException {
		try (InputStream in = payloads.open(picture)) {
			return PictureInspector.inspect(in).format();
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			throw new IOException("The picture " + picture + " is no longer what it was", ex);
		}
	}

}
