package io.wxomedia.demo;

import java.util.List;
import java.util.Locale;

import io.wxomedia.generation.Moderator;
import io.wxomedia.provider.EditRequest;

/**
 * The demo's judge: lets everything pass but words that hold {@value #REFUSED}, so that a
 * refusal can be shown.
 */
final class BuiltInModerator implements Moderator {

	static final String REFUSED = "demo-refusal";

	@Override
	public Judgement judge(List<String> texts, List<EditRequest.Picture> pictures) {
		boolean refused = texts.stream().anyMatch((text) -> text.toLowerCase(Locale.ROOT).contains(REFUSED));
		return new Judgement(refused, refused ? List.of(REFUSED) : List.of());
	}

	@Override
	public List<String> missingSettings() {
		return List.of();
	}

}
