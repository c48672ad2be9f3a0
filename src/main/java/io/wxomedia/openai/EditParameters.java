package io.wxomedia.openai;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;

import com.openai.core.MultipartField;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageModel;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.trace.TraceScope;
import org.jspecify.annotations.Nullable;

/**
 * Words an edit for the SDK: what is asked for, and for the rest what is configured.
 */
final class EditParameters {

	private EditParameters() {
	}

	/**
	 * Word an edit.
	 * @param request the edit
	 * @param pictures its pictures on their way out
	 * @param names how pictures that are elements of one field are called; {@code null}
	 * if there is one picture
	 * @param properties what is configured
	 * @param callId identifies the call
	 */
	static ImageEditParams of(EditRequest request, OutgoingPictures pictures, @Nullable PartNames names,
			OpenAiProperties properties, String callId) {
		EditOptions options = request.options();
		ImageEditParams.Builder params = ImageEditParams.builder();
		TraceScope.outgoing().forEach(params::putAdditionalHeader);
		params.model(ImageModel.of(Objects.requireNonNullElse(options.model(), properties.model())))
			.prompt(request.prompt())
			.image(images(request, pictures, names))
			.quality(ImageEditParams.Quality.of(Objects.requireNonNullElse(options.quality(), properties.quality())))
			.outputFormat(ImageEditParams.OutputFormat
				.of(Objects.requireNonNullElse(options.outputFormat(), properties.outputFormat())))
			.putAdditionalHeader(OpenAiExchanges.CALL_ID, callId);
		OutgoingImage mask = pictures.mask();
		if (mask != null) {
			EditRequest.Picture marked = Objects.requireNonNull(request.mask());
			params.mask(MultipartField.<InputStream>builder()
				.value(mask)
				.filename(marked.filename())
				.contentType(marked.mimeType())
				.build());
		}
		if (options.size() != null) {
			params.size(options.size());
		}
		if (options.background() != null) {
			params.background(ImageEditParams.Background.of(options.background()));
		}
		if (options.outputCompression() != null) {
			params.outputCompression(options.outputCompression().longValue());
		}
		if (options.inputFidelity() != null) {
			params.inputFidelity(ImageEditParams.InputFidelity.of(options.inputFidelity()));
		}
		if (properties.partialPreviews() > 0) {
			params.partialImages(properties.partialPreviews());
		}
		return params.build();
	}

	private static MultipartField<ImageEditParams.Image> images(EditRequest request, OutgoingPictures pictures,
			@Nullable PartNames names) {
		List<OutgoingImage> images = pictures.images();
		if (names == null) {
			EditRequest.Picture only = request.pictures().get(0);
			return MultipartField.<ImageEditParams.Image>builder()
				.value(ImageEditParams.Image.ofInputStream(images.get(0)))
				.filename(only.filename())
				.contentType(only.mimeType())
				.build();
		}
		return MultipartField.<ImageEditParams.Image>builder()
			.value(ImageEditParams.Image.ofInputStreams(images))
			.filename(names.word())
			.contentType(names.word())
			.build();
	}

}
