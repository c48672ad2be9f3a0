package io.wxomedia.imageapi;

import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.EditModels;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.spending.DailyBudget;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for the endpoints that take images.
 */
@Configuration(proxyBeanMethods = false)
class ImageApiConfiguration {

	@Bean
	EditConfiguration editConfiguration(ImageEditor editor, ObjectStorage storage, StorageProperties properties) {
		return new EditConfiguration(editor, storage, properties);
	}

	@Bean
	SubmissionReader submissionReader(PayloadStore payloads, SubmissionProperties properties) {
		return new SubmissionReader(payloads, properties.maxBase64Chars(), properties.maxEditBase64Chars());
	}

	@Bean
	EditChecks editChecks(ImageEditor editor, EditModels models, DailyBudget budget, SubmissionProperties properties) {
		return new EditChecks(editor, models, budget, properties.outputFormat());
	}

	@Bean
	PictureChecks pictureChecks(SubmissionProperties properties) {
		return new PictureChecks(properties.maxPixels());
	}

}
