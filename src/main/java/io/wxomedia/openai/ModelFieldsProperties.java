package io.wxomedia.openai;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * What models take.
 *
 * @param overrides what they take, over the list that comes with the service
 */
@ConfigurationProperties("media.model-fields")
@Validated
record ModelFieldsProperties(@DefaultValue("") String overrides) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == ModelFieldsProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		try {
			ModelTable.with(((ModelFieldsProperties) target).overrides());
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue("overrides", "form", String.valueOf(ex.getMessage()));
		}
	}

}
