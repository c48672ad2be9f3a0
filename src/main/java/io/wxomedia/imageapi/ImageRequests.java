package io.wxomedia.imageapi;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of requests, for their documentation: they are never held as a whole.
 */
final class ImageRequests {

	private static final String MODEL = "Model id, instead of OPENAI_IMAGE_MODEL";

	private static final String SIZE = "auto, or WIDTHxHEIGHT as the model takes it";

	private static final String QUALITY = "The quality in the model's words: auto, low, medium, high and others";

	private static final String BACKGROUND = "auto, opaque or transparent";

	private static final String FORMAT = "png, jpeg or webp, instead of OPENAI_IMAGE_OUTPUT_FORMAT";

	private static final String COMPRESSION = "For jpeg and webp";

	private static final String FIDELITY = "low or high, for models that take it";

	private ImageRequests() {
	}

	/**
	 * The body of the single endpoints.
	 *
	 * @param prompt the instruction
	 * @param filename the file name
	 * @param imageBase64 the image
	 * @param model the model
	 * @param size the size of the result
	 * @param quality the quality of the result
	 * @param background the background of the result
	 * @param outputFormat the format of the result
	 * @param outputCompression how much it is compressed
	 * @param inputFidelity how closely the input is kept
	 * @param maskBase64 where the image is to be edited
	 * @param imagesBase64 further pictures
	 */
	record ProcessImageRequest(
			@Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Instruction in natural language",
					example = "make it black and white") String prompt,
			@Nullable @Schema(description = "Original file name", example = "photo.jpg") String filename,
			@JsonProperty("image_base64") @Schema(requiredMode = Schema.RequiredMode.REQUIRED,
					description = "PNG, JPEG or WebP in base64, without a data: prefix",
					example = ExampleImage.BASE64) String imageBase64,
			@Nullable @Schema(description = MODEL) String model, @Nullable @Schema(description = SIZE) String size,
			@Nullable @Schema(description = QUALITY) String quality,
			@Nullable @Schema(description = BACKGROUND) String background,
			@Nullable @JsonProperty("output_format") @Schema(description = FORMAT) String outputFormat,
			@Nullable @JsonProperty("output_compression") @Schema(description = COMPRESSION, minimum = "0",
					maximum = "100") Integer outputCompression,
			@Nullable @JsonProperty("input_fidelity") @Schema(description = FIDELITY) String inputFidelity,
			@Nullable @JsonProperty("mask_base64") @Schema(
					description = "PNG in base64 of the image's size, transparent where it is to be edited") String maskBase64,
			@Nullable @JsonProperty("images_base64") @Schema(
					description = "Up to 15 further pictures in base64 that the instruction may speak of") List<String> imagesBase64) {

	}

	/**
	 * The body of the batch endpoint.
	 *
	 * @param prompt the instruction
	 * @param inputPrefix where the images are
	 * @param outputPrefix where the results go
	 * @param maxImages how many images there are at the most
	 * @param model the model
	 * @param size the size of the results
	 * @param quality the quality of the results
	 * @param background the background of the results
	 * @param outputFormat the format of the results
	 * @param outputCompression how much they are compressed
	 * @param inputFidelity how closely the inputs are kept
	 */
	record BatchRequest(
			@Schema(requiredMode = Schema.RequiredMode.REQUIRED,
					description = "Instruction in natural language, the same for every image",
					example = "sepia, with a vignette") String prompt,
			@Nullable @JsonProperty("input_prefix") @Schema(
					description = "Edits the objects below it instead of COS_INPUT_PREFIX") String inputPrefix,
			@Nullable @JsonProperty("output_prefix") @Schema(
					description = "Puts the results below it instead of COS_OUTPUT_PREFIX") String outputPrefix,
			@Nullable @JsonProperty("max_images") @Schema(description = "Edits the first images only, in key order",
					minimum = "1") Integer maxImages,
			@Nullable @Schema(description = MODEL) String model, @Nullable @Schema(description = SIZE) String size,
			@Nullable @Schema(description = QUALITY) String quality,
			@Nullable @Schema(description = BACKGROUND) String background,
			@Nullable @JsonProperty("output_format") @Schema(description = FORMAT) String outputFormat,
			@Nullable @JsonProperty("output_compression") @Schema(description = COMPRESSION, minimum = "0",
					maximum = "100") Integer outputCompression,
			@Nullable @JsonProperty("input_fidelity") @Schema(description = FIDELITY) String inputFidelity) {

	}

}
