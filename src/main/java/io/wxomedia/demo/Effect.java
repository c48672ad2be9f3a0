package io.wxomedia.demo;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.picture.Orientation;

/**
 * What the built-in editor can do to a picture, and the English and French words that ask
 * for it. Where two claim the same words the earlier one gets them.
 */
enum Effect {

	GREY("black (and|&|n) white|monochrome|gr[ae]y\\s?scales?|gr[ae]ys?|noirs? (et|&) blancs?|niveaux? de gris|gris(e|es)?",
			Tone.grey()),

	SEPIA("sepia", Tone.sepia()),

	INVERT("invert(s|ed|ing)?|negative|inverse[rsz]?|negatif", Tone.invert()),

	MUTE("desaturat\\w*|(less|lower|reduce( the)?|moins( de)?) (satur\\w*|colou?r\\w*|vivid|couleurs?)|muted|pastels?",
			Tone.saturate(0.45)),

	FLATTEN("(less|lower|reduce( the)?|moins( de)?|reduis\\w*( le)?) contrast\\w*|faded|delave\\w*", Tone.fade()),

	SHARPEN("sharp\\w*|crisp\\w*|(plus )?net(te|tete)?|accentue\\w*", Blur.sharpen()),

	BLUR("blur\\w*|soft focus|out of focus|flou\\w*|bokeh", Blur.soft()),

	PIXELATE("pixel\\w*|mosaics?|mosaiques?|8[- ]?bit", Drawing.mosaic()),

	CARTOON("cartoon\\w*|comics?|comic book|anime|manga|dessins? animes?|bande dessinee|bd", Drawing.cartoon()),

	POSTER("poster\\w*|pop art|affiches?|warhol",
			Filter.chain(Tone.contrast(0.5), Tone.saturate(1.9), Tone.posterize(4))),

	SKETCH("sketch\\w*|pencil|drawing|edges?|outlines?|contours?|charcoal|dessin\\w*|croquis|crayon|fusain|esquisse",
			Drawing.pencil()),

	PAINT("paint\\w*|oil|water\\s?colou?rs?|impressionis\\w*|van gogh|peint\\w*|aquarelles?|huile",
			Filter.chain(Drawing.paint(), Tone.saturate(1.3))),

	VINTAGE("vintage|retro|old[- ]?(fashioned|photo\\w*|style)?|nostalgi\\w*|ancien\\w*|vieil\\w*|annees \\d+",
			Filter.chain(Tone.saturate(0.65), Tone.warm(), Tone.fade(), Framing.vignette(0.45))),

	NIGHT("(at |by |into )?(night|midnight)( ?time)?|moonlight|nuit|nocturne",
			Filter.chain(Tone.saturate(0.6), Tone.darken(), Tone.tint(0x2F55A8), Framing.vignette(0.4))),

	SUNSET("sunset|sunrise|golden hour|dusk|dawn|(coucher|lever) de soleil|crepuscule|aube",
			Filter.chain(Tone.warm(), Tone.tint(0xE07B39), Tone.saturate(1.3), Framing.vignette(0.35))),

	WARM("warm\\w*|summer|sunny|autumn|chaud\\w*|ete|ensoleille\\w*|automne", Tone.warm()),

	COOL("cool\\w*|cold\\w*|winter\\w*|snow\\w*|icy|froid\\w*|hiver\\w*|neige\\w*|glace\\w*", Tone.cool()),

	BRIGHTEN("bright\\w*|light(er|en)\\w*|(plus )?clair\\w*|(plus )?lumineu\\w*|eclairci\\w*|illumin\\w*",
			Tone.brighten()),

	DARKEN("dark\\w*|dim(mer)?|(plus )?sombres?|(plus )?fonce\\w*|assombri\\w*|obscur\\w*", Tone.darken()),

	CONTRAST("contrast\\w*|dramatic|dramatique", Tone.contrast(0.9)),

	SATURATE(
			"satur\\w*|vivid\\w*|vibran\\w*|colou?rful|(more|plus de) (colou?rs?|couleurs?)|vi(f|fs|ve|ves)|eclatant\\w*|colore\\w*",
			Tone.saturate(1.7)),

	HALF_TURN(turning("180|half|upside|demi|envers") + "|upside[- ]?down|demi[- ]tour|a l.envers",
			Orientation.HALF_TURN::apply),

	TURN_LEFT(turning("left|counter\\w*|anti\\w*|270|-90|gauche"), Orientation.TURN_LEFT::apply),

	TURN_RIGHT(turning("right|clockwise|90|droite|quart|quarter") + "|rotat\\w*|pivote\\w*|tourne\\w*",
			Orientation.TURN_RIGHT::apply),

	FLIP("(flip|mirror|miroir|symetrie|retourn)\\w*[^.,;]{0,30}\\b(vertical\\w*|top)", Orientation.FLIP::apply),

	MIRROR("flip\\w*|mirror\\w*|miroir|symetri\\w*|retourn\\w*", Orientation.MIRROR::apply),

	VIGNETTE("vignett\\w*", Framing.vignette(0.75)),

	FRAME("fram(e|es|ed|ing)|borders?|cadres?|encadre\\w*|bordures?", Framing.frame(0.05)),

	BLUE("blu(e|es|ish)|bleu\\w*|navy|azur", Tone.tint(0x2F6FDE)),

	GREEN("green\\w*|verte?s?|emerald|emeraude", Tone.tint(0x2FA84F)),

	RED("red|reds|reddish|crimson|scarlet|rouges?|ecarlate", Tone.tint(0xD8342C)),

	YELLOW("yellow\\w*|jaunes?|golden?|dore\\w*", Tone.tint(0xE3B520)),

	ORANGE("orange\\w*", Tone.tint(0xE8842A)),

	PURPLE("purpl\\w*|violet\\w*|mauves?|lilac|lilas", Tone.tint(0x8A4FC9)),

	PINK("pink\\w*|roses?|magenta|fuchsia", Tone.tint(0xE560A4)),

	CYAN("cyan|turquoise|teal", Tone.tint(0x25B3B8));

	private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

	private final Pattern words;

	private final Filter filter;

	Effect(String words, Filter filter) {
		this.words = Pattern.compile("\\b(?:" + words + ")\\b");
		this.filter = filter;
	}

	/**
	 * Return the filter that makes the effect.
	 * @return the filter
	 */
	Filter filter() {
		return this.filter;
	}

	/**
	 * Find what a prompt asks for.
	 * @param prompt the prompt
	 * @return the effects in the order of their first words
	 */
	static List<Effect> in(String prompt) {
		StringBuilder text = new StringBuilder(plain(prompt));
		TreeMap<Integer, Effect> found = new TreeMap<>();
		for (Effect effect : values()) {
			Matcher matcher = effect.words.matcher(text);
			if (matcher.find()) {
				found.put(matcher.start(), effect);
				matcher.reset();
				claim(text, matcher);
			}
		}
		return List.copyOf(found.values());
	}

	private static void claim(StringBuilder text, Matcher matcher) {
		List<int[]> ranges = matcher.results().map((match) -> new int[] { match.start(), match.end() }).toList();
		for (int[] range : ranges) {
			text.replace(range[0], range[1], "#".repeat(range[1] - range[0]));
		}
	}

	private static String plain(String prompt) {
		String decomposed = Normalizer.normalize(prompt.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
		return ACCENTS.matcher(decomposed).replaceAll("");
	}

	private static String turning(String direction) {
		return "(?:rotat|turn|tourn|pivot)\\w*[^.,;]{0,40}(?<!\\w)(?:" + direction + ")";
	}

}
