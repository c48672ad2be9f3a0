package io.wxomedia.demo;

import java.awt.Color;
import java.awt.image.BufferedImage;

import io.wxomedia.picture.Stamp;

/**
 * What the built-in editor makes of a prompt without a word it knows: a warm, framed
 * print that says so, since who asked for a hat is otherwise left wondering.
 */
final class NotUnderstood implements Filter {

	private static final Filter PRINT = Filter.chain(Tone.warm(), Tone.contrast(0.4), Tone.saturate(1.05),
			Framing.vignette(0.6), Framing.frame(0.018));

	@Override
	public BufferedImage apply(BufferedImage image) {
		BufferedImage print = PRINT.apply(image);
		Caption.STAMP.drawOn(print);
		return print;
	}

	/**
	 * Made when it is needed: its font takes a while to be read.
	 */
	private static final class Caption {

		static final Stamp STAMP = new Stamp(
				"DEMO - the built-in editor knows no word of this prompt: try sepia, blur, sketch",
				new Color(0x1F3FA8));

	}

}
