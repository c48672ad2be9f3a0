package io.wxomedia.imageapi;

import java.util.List;

import io.wxomedia.provider.ImageEditor;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import io.wxomedia.web.Refusal;

import org.springframework.http.HttpStatus;

/**
 * Checks that what an endpoint needs is configured.
 */
class EditConfiguration {

	private final ImageEditor editor;

	private final ObjectStorage storage;

	private final StorageProperties storageProperties;

	EditConfiguration(ImageEditor editor, ObjectStorage storage, StorageProperties storageProperties) {
		this.editor = editor;
		this.storage = storage;
		this.storageProperties = storageProperties;
	}

	void requireStorage() {
		List<String> missing = this.storage.missingSettings();
		if (!missing.isEmpty()) {
			throw missing("Missing COS env vars: " + String.join(", ", missing));
		}
	}

	void requireInputBucket() {
		if (this.storageProperties.inputBucket() == null) {
			throw missing("Missing env var: COS_INPUT_BUCKET");
		}
	}

	void requireEditor() {
		List<String> missing = this.editor.missingSettings();
		if (!missing.isEmpty()) {
			throw missing(
					((missing.size() == 1) ? "Missing env var: " : "Missing env vars: ") + String.join(", ", missing));
		}
	}

	private static Refusal missing(String detail) {
		return new Refusal(HttpStatus.INTERNAL_SERVER_ERROR, "missing_configuration", detail);
	}

}
