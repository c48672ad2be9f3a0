package io.wxomedia.session;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Administration;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.ClientAddress;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives out seats to whoever knows a code.
 */
@RestController
@Tag(name = ApiTag.SESSIONS)
class JoinController {

	private static final int LONGEST_NAME = 100;

	private static final int LONGEST_CODE = 40;

	private final Sessions sessions;

	private final JoinLimit limit;

	private final Administration administration;

	private final JsonMapper json;

	JoinController(Sessions sessions, JoinLimit limit, Administration administration, JsonMapper json) {
		this.sessions = sessions;
		this.limit = limit;
		this.administration = administration;
		this.json = json;
	}

	@Operation(operationId = "joinSession", summary = "Take a seat by a code",
			description = "Needs no credential. The key in the answer is shown once; it works wherever the token does,"
					+ " and dies with the session.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = SessionRequests.Join.class)))
	@Refuses({ "400 invalid_json", "404 not_found", "409 session_full", "410 session_ended", "413 body_too_large",
			"415 unsupported_media_type", "422 invalid_field", "429 rate_limited", "503 database_unavailable" })
	@PostMapping(path = "/sessions/join", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<JoinedAnswer> join(HttpServletRequest request) throws IOException {
		SessionController.requireOpen(this.administration);
		String address = ClientAddress.of(request);
		this.limit.require(address);
		SessionFields fields = SessionFields.of(RequestFields.read(request, this.json));
		String code = fields.text("code", LONGEST_CODE);
		if (code == null) {
			throw SessionFields.refused("code", "the code that the host of the session shows");
		}
		String name = fields.textIfAny("name", LONGEST_NAME);
		Optional<Session> session = this.sessions.findByCode(code);
		this.limit.judge(address, session.isPresent());
		if (session.isEmpty()) {
			throw Refusal.notFound("There is no session with this code; look at it again.");
		}
		Sessions.Joined joined = this.sessions.join(session.get().id(), name);
		return ResponseEntity.status(HttpStatus.CREATED)
			.cacheControl(CacheControl.noStore())
			.body(JoinedAnswer.of(joined));
	}

	/**
	 * A seat that was given out.
	 *
	 * @param sessionId the session
	 * @param session what its host calls it
	 * @param seat the number of the seat
	 * @param key its key
	 * @param endsAt when the session ends
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record JoinedAnswer(UUID sessionId, String session, int seat, String key, Instant endsAt) {

		static JoinedAnswer of(Sessions.Joined joined) {
			return new JoinedAnswer(joined.session().id(), joined.session().name(), joined.seat().number(),
					joined.key(), joined.session().endsAt());
		}

	}

}
