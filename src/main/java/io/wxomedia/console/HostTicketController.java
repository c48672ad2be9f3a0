package io.wxomedia.console;

import java.io.IOException;

import io.swagger.v3.oas.annotations.Hidden;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives the page the demo's administrator key for the ticket of the link that the demo
 * printed.
 */
@Hidden
@RestController
class HostTicketController {

	private final HostTicket ticket;

	private final JsonMapper json;

	HostTicketController(HostTicket ticket, JsonMapper json) {
		this.ticket = ticket;
		this.json = json;
	}

	@PostMapping(path = "/console/host", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<KeyView> use(HttpServletRequest request) throws IOException {
		String given = RequestFields.read(request, this.json).fields().path("ticket").asString("");
		String key = this.ticket.use(given)
			.orElseThrow(() -> new Refusal(HttpStatus.GONE, "expired",
					"This link was used before, or is of an earlier start. The key is in what the demo printed."));
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new KeyView(key));
	}

	/**
	 * What the ticket is good for.
	 *
	 * @param key the administrator's key
	 */
	record KeyView(String key) {

		/**
		 * Say nothing of the key.
		 */
		@Override
		public String toString() {
			return "KeyView";
		}

	}

}
