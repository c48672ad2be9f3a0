package io.wxomedia.web;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How /openapi.json names fields: with underscores, or as in Java where a type says so.
 */
class DocumentedNames extends PropertyNamingStrategies.SnakeCaseStrategy {

	private static final long serialVersionUID = 1L;

	@Override
	public String nameForField(MapperConfig<?> config, AnnotatedField field, String defaultName) {
		return hasOwn(field) ? defaultName : super.nameForField(config, field, defaultName);
	}

	@Override
	public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String defaultName) {
		return hasOwn(method) ? defaultName : super.nameForGetterMethod(config, method, defaultName);
	}

	@Override
	public String nameForSetterMethod(MapperConfig<?> config, AnnotatedMethod method, String defaultName) {
		return hasOwn(method) ? defaultName : super.nameForSetterMethod(config, method, defaultName);
	}

	@Override
	public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter,
			String defaultName) {
		return hasOwn(parameter) ? defaultName : super.nameForConstructorParameter(config, parameter, defaultName);
	}

	private static boolean hasOwn(AnnotatedMember member) {
		JsonNaming naming = member.getDeclaringClass().getAnnotation(JsonNaming.class);
		return naming != null && naming.value() == LowerCamelCaseStrategy.class;
	}

}
