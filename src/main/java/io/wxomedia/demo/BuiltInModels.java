package io.wxomedia.demo;

import java.util.List;
import java.util.Map;

import io.wxomedia.provider.EditModels;
import io.wxomedia.provider.ModelFields;

/**
 * What the demo's built-in editor takes: it writes PNG or JPEG at a quality, and knows
 * neither sizes nor masks.
 */
final class BuiltInModels implements EditModels {

	static final List<String> QUALITIES = List.of("auto", "low", "medium", "high");

	private static final ModelFields FIELDS = new ModelFields("The demo's built-in editor",
			Map.of("model", List.of(BuiltInEditor.MODEL), "size", List.of("auto"), "quality", QUALITIES, "background",
					List.of("auto"), "output_format", List.of("png", "jpeg"), "output_compression", List.of("0-100")));

	@Override
	public ModelFields of(String model) {
		return FIELDS;
	}

}
