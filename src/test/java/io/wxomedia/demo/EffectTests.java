package io.wxomedia.demo;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Effect}.
 */
class EffectTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "Make it black and white|GREY", "convert to grayscale, please|GREY",
			"Greyscale|GREY", "en noir et blanc|GREY", "niveaux de gris|GREY", "a sepia photo|SEPIA", "ton sépia|SEPIA",
			"blur the background|BLUR", "rends-la floue|BLUR", "sharpen it|SHARPEN", "plus net|SHARPEN",
			"brighter|BRIGHTEN", "plus clair|BRIGHTEN", "éclaircis l'image|BRIGHTEN", "darker|DARKEN",
			"plus sombre|DARKEN", "more contrast|CONTRAST", "plus de contraste|CONTRAST", "less contrast|FLATTEN",
			"moins de contraste|FLATTEN", "saturate the colors|SATURATE", "vivid|SATURATE",
			"des couleurs plus vives|SATURATE", "less saturation|MUTE", "pixelate|PIXELATE", "a mosaic|PIXELATE",
			"en mosaïque|PIXELATE", "rotate it|TURN_RIGHT", "rotate 90 degrees to the right|TURN_RIGHT",
			"rotate 90 degrees left|TURN_LEFT", "tourne l'image à gauche|TURN_LEFT", "tourne-la à droite|TURN_RIGHT",
			"rotate by 180°|HALF_TURN", "turn it upside down|HALF_TURN", "à l'envers|HALF_TURN", "flip it|MIRROR",
			"mirror|MIRROR", "effet miroir|MIRROR", "flip vertically|FLIP", "posterize|POSTER", "like a poster|POSTER",
			"as a cartoon|CARTOON", "en dessin animé|CARTOON", "pencil sketch|SKETCH", "show the edges|SKETCH",
			"un dessin au crayon|SKETCH", "oil painting|PAINT", "une aquarelle|PAINT", "warm tones|WARM",
			"plus chaud|WARM", "cooler|COOL", "plus froid|COOL", "vintage look|VINTAGE", "add a vignette|VIGNETTE",
			"with a frame|FRAME", "ajoute un cadre|FRAME", "a white border|FRAME", "make it blue|BLUE", "en bleu|BLUE",
			"green|GREEN", "en vert|GREEN", "RED|RED", "rouge|RED", "jaune|YELLOW", "purple|PURPLE", "rose|PINK",
			"turquoise|CYAN", "invert the colours|INVERT", "en négatif|INVERT", "at night|NIGHT",
			"un coucher de soleil|SUNSET" })
	void inFindsWhatThePromptAsksFor(String prompt, Effect effect) {
		assertThat(Effect.in(prompt)).containsExactly(effect);
	}

	@Test
	void inWhenSeveralAreAskedForKeepsTheirOrder() {
		assertThat(Effect.in("Blur it, then rotate left, and put a frame around it in sepia"))
			.containsExactly(Effect.BLUR, Effect.TURN_LEFT, Effect.FRAME, Effect.SEPIA);
		assertThat(Effect.in("noir et blanc avec un cadre et plus de contraste")).containsExactly(Effect.GREY,
				Effect.FRAME, Effect.CONTRAST);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Make it nicer", "Rends-la plus jolie", "hundredth blunder of a coloured sharecropper",
			"something vertical" })
	void inWhenNothingIsKnownFindsNothing(String prompt) {
		assertThat(Effect.in(prompt)).isEmpty();
	}

	@Test
	void inWhenPromptIsLongIsQuick() {
		assertThat(Effect.in("turn ".repeat(6000))).isEmpty();
	}

	@Test
	void everyEffectIsFoundBySomeWord() {
		List<String> prompts = List.of("sepia", "muted", "faded", "night", "sunset", "orange");
		assertThat(prompts).allSatisfy((prompt) -> assertThat(Effect.in(prompt)).hasSize(1));
		assertThat(Arrays.stream(Effect.values()).map(Effect::filter)).doesNotContainNull();
	}

}
