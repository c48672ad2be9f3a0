package io.wxomedia.console;

import io.swagger.v3.oas.annotations.Hidden;
import io.wxomedia.web.PublicUrl;
import io.wxomedia.web.Refusal;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes codes to be photographed of addresses of this service, and of nothing else:
 * nobody shall have codes for other places made under its name.
 */
@Hidden
@RestController
class QrController {

	private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

	private static final int LONGEST = 300;

	private final PublicUrl publicUrl;

	QrController(PublicUrl publicUrl) {
		this.publicUrl = publicUrl;
	}

	@GetMapping("/qr.svg")
	ResponseEntity<String> draw(@RequestParam(defaultValue = "") String text) {
		String own = this.publicUrl.get() + "/";
		if (text.length() > LONGEST || !text.startsWith(own)) {
			throw Refusal.unprocessable("invalid_parameter",
					"text must be an address of this service (" + own + ") of " + LONGEST + " characters at the most.");
		}
		return ResponseEntity.ok().contentType(SVG).cacheControl(CacheControl.noStore()).body(QrSvg.of(text));
	}

}
