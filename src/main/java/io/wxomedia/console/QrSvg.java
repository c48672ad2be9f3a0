package io.wxomedia.console;

import io.nayuki.qrcodegen.QrCode;

/**
 * Draws QR codes (ISO/IEC 18004) as SVG.
 */
final class QrSvg {

	/** Four modules of white around it, as the standard asks for. */
	private static final int BORDER = 4;

	private QrSvg() {
	}

	/**
	 * Draw a code that survives the loss of 15 % of it.
	 * @param text what a reader reads
	 * @return an SVG document, black on white at any size
	 */
	static String of(String text) {
		QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
		int side = code.size + 2 * BORDER;
		StringBuilder path = new StringBuilder(4096);
		for (int y = 0; y < code.size; y++) {
			for (int x = 0; x < code.size; x++) {
				if (code.getModule(x, y)) {
					path.append('M').append(x + BORDER).append(' ').append(y + BORDER).append("h1v1h-1z");
				}
			}
		}
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
				<path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path d="%2$s"/></svg>
				""".formatted(side, path);
	}

}
