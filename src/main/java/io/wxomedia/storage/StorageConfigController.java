package io.wxomedia.storage;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows where objects are read and stored.
 */
@RestController
@Tag(name = "Look after the service")
class StorageConfigController {

	private final StorageProperties properties;

	StorageConfigController(StorageProperties properties) {
		this.properties = properties;
	}

	@Operation(operationId = "getStorageSettings", summary = "Show the settings of the bucket",
			description = "What of the COS_ variables is no secret.")
	@GetMapping("/cos/config")
	Settings settings() {
		return new Settings(this.properties.endpoint(), this.properties.region(), this.properties.inputBucket(),
				this.properties.outputBucket(), this.properties.inputPrefix(), this.properties.outputPrefix(),
				this.properties.presignExpires());
	}

	/**
	 * The settings that may be shown: no credential is among them.
	 *
	 * @param endpoint address of the S3 API
	 * @param region the region that requests are signed for
	 * @param inputBucket the bucket that a batch reads
	 * @param outputBucket the bucket that results go to
	 * @param inputPrefix the prefix below which a batch reads
	 * @param outputPrefix the prefix of batch results
	 * @param presignExpires how long links to results work, in seconds
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Settings(@Nullable String endpoint, String region, @Nullable String inputBucket,
			@Nullable String outputBucket, String inputPrefix, String outputPrefix, int presignExpires) {

	}

}
