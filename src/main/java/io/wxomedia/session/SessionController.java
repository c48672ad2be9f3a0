package io.wxomedia.session;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Administration;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.rules.Seat;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Lets hosts open sessions, look at them, and change what is laid down in them.
 */
@RestController
@Tag(name = ApiTag.SESSIONS)
class SessionController {

	private static final int LONGEST_NAME = 200;

	private static final int MOST_SEATS = 500;

	private static final int USUAL_SEATS = 40;

	private static final int MOST_MINUTES = 7 * 24 * 60;

	private static final int USUAL_MINUTES = 240;

	private static final int MOST_IMAGES = 100_000;

	private static final int LONGEST_MODEL = 200;

	private static final int LONGEST_QUALITY = 40;

	private static final List<String> CHANGEABLE = List.of("paused", "model", "quality", "fallback", "ends_at",
			"budget_usd", "seat_budget_usd");

	private final Sessions sessions;

	private final SessionJobs jobs;

	private final SessionRemoval removal;

	private final SessionViews views;

	private final Administration administration;

	private final Audit audit;

	private final JsonMapper json;

	private final Clock clock;

	SessionController(Sessions sessions, SessionJobs jobs, SessionRemoval removal, SessionViews views,
			Administration administration, Audit audit, JsonMapper json, Clock clock) {
		this.sessions = sessions;
		this.jobs = jobs;
		this.removal = removal;
		this.views = views;
		this.administration = administration;
		this.audit = audit;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Refuse everything where nobody can be told apart as the host.
	 */
	static void requireOpen(Administration administration) {
		if (!administration.hasKey()) {
			throw Refusal.notFound("There are no workshop sessions on this service: they need ADMIN_KEY.");
		}
	}

	@Operation(operationId = "openSession", summary = "Open a workshop session",
			description = "People take seats in it by its join_code; each gets a key of its own and sees its own jobs"
					+ " only.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = SessionRequests.Open.class)))
	@ApiResponse(responseCode = "201", description = "It is open; Location names it")
	@Refuses({ "400 invalid_json", "403 admin_only", "404 not_found", "413 body_too_large",
			"415 unsupported_media_type", "422 invalid_field", "503 database_unavailable" })
	@PostMapping(path = "/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SessionView> open(HttpServletRequest request) throws IOException {
		Caller host = host(request);
		SessionFields fields = SessionFields.of(RequestFields.read(request, this.json));
		String name = fields.text("name", LONGEST_NAME);
		if (name == null) {
			throw SessionFields.refused("name", "a text of 1 to " + LONGEST_NAME + " characters");
		}
		Session.LaidDown laidDown = new Session.LaidDown(false, null, null, null, fields.usd("budget_usd"),
				fields.usd("seat_budget_usd"), fields.wholeOrNull("images_per_seat", 1, MOST_IMAGES));
		Session session = this.sessions.open(name, fields.whole("seats", USUAL_SEATS, 1, MOST_SEATS),
				Duration.ofMinutes(fields.whole("duration_minutes", USUAL_MINUTES, 1, MOST_MINUTES)), laidDown);
		this.audit.record(host, "open_session", session.id().toString(), "opened");
		return ResponseEntity.status(HttpStatus.CREATED)
			.location(URI.create("/sessions/" + session.id()))
			.cacheControl(CacheControl.noStore())
			.body(this.views.view(session));
	}

	@Operation(operationId = "listSessions", summary = "List workshop sessions", description = "Newest first.")
	@Refuses({ "403 admin_only", "404 not_found", "503 database_unavailable" })
	@GetMapping(path = "/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SessionList> list(HttpServletRequest request) {
		host(request);
		List<SessionView> all = this.sessions.all().stream().map(this.views::summary).toList();
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new SessionList(all));
	}

	@Operation(operationId = "showSession", summary = "Show a workshop session",
			description = "With who is in it, what they did, and what it cost.")
	@Refuses({ "403 admin_only", "404 not_found", "503 database_unavailable" })
	@GetMapping(path = "/sessions/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SessionView> show(@PathVariable UUID id, HttpServletRequest request) {
		host(request);
		return answer(this.sessions.find(id));
	}

	@Operation(operationId = "changeSession", summary = "Change what is laid down in a session",
			description = "Holds for the next call of everybody in it, on all instances.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = SessionRequests.Change.class)))
	@Refuses({ "400 invalid_json", "403 admin_only", "404 not_found", "409 session_ended", "413 body_too_large",
			"415 unsupported_media_type", "422 invalid_field", "503 database_unavailable" })
	@PatchMapping(path = "/sessions/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SessionView> change(@PathVariable UUID id, HttpServletRequest request) throws IOException {
		Caller host = host(request);
		this.sessions.find(id);
		SessionFields fields = SessionFields.of(RequestFields.read(request, this.json));
		Session changed = this.sessions.change(id, (session) -> changed(session, fields));
		this.audit.record(host, "change_session", id.toString(), "changed",
				CHANGEABLE.stream()
					.filter(fields::has)
					.map((name) -> name + "=" + fields.shown(name))
					.collect(Collectors.joining(",")));
		return answer(changed);
	}

	private Session changed(Session session, SessionFields fields) {
		Session.LaidDown before = session.laidDown();
		Session.LaidDown after = new Session.LaidDown(
				fields.has("paused") ? fields.required("paused") : before.paused(),
				fields.has("model") ? fields.word("model", LONGEST_MODEL) : before.model(),
				fields.has("quality") ? fields.word("quality", LONGEST_QUALITY) : before.quality(),
				fields.has("fallback") ? fields.flag("fallback") : before.fallback(),
				fields.has("budget_usd") ? fields.usd("budget_usd") : before.budgetUsd(),
				fields.has("seat_budget_usd") ? fields.usd("seat_budget_usd") : before.seatBudgetUsd(),
				before.imagesPerSeat());
		Instant ends = fields.has("ends_at") ? fields.time("ends_at", this.clock.instant()) : session.endsAt();
		return new Session(session.id(), session.name(), session.joinCode(), session.seats(), session.taken(),
				session.startsAt(), ends, session.endedAt(), after);
	}

	@Operation(operationId = "muteSeat", summary = "Mute a seat",
			description = "What it sends is refused with 403 seat_muted, and what it has queued waits.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = SessionRequests.Mute.class)))
	@Refuses({ "400 invalid_json", "403 admin_only", "404 not_found", "413 body_too_large",
			"415 unsupported_media_type", "422 invalid_field", "503 database_unavailable" })
	@PatchMapping(path = "/sessions/{id}/seats/{seat}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SessionView.Person> mute(@PathVariable UUID id, @Parameter(example = "1") @PathVariable int seat,
			HttpServletRequest request) throws IOException {
		Caller host = host(request);
		boolean muted = SessionFields.of(RequestFields.read(request, this.json)).required("muted");
		TakenSeat taken = this.sessions.mute(new Seat(id, seat), muted);
		this.audit.record(host, muted ? "mute_seat" : "unmute_seat", taken.seat().owner(), "done");
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(this.views.people(this.sessions.find(id), List.of(taken)).get(0));
	}

	@Operation(operationId = "endSession", summary = "End a workshop session",
			description = "Its keys stop at once, what is queued is cancelled, what is running ends.")
	@Refuses({ "403 admin_only", "404 not_found", "503 database_unavailable" })
	@PostMapping(path = "/sessions/{id}/end", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<SessionView> end(@PathVariable UUID id, HttpServletRequest request) {
		Caller host = host(request);
		Session ended = this.sessions.end(id);
		this.audit.record(host, "end_session", id.toString(), "ended");
		// Should this be broken off, SessionClosing goes on with it.
		this.jobs.close(id);
		return answer(ended);
	}

	@Operation(operationId = "deleteSession", summary = "Delete a workshop session that is over",
			description = "Its jobs, pictures, inbox entries and seats are gone; what its calls cost stays in the ledger.")
	@ApiResponse(responseCode = "204", description = "It is gone")
	@Refuses({ "403 admin_only", "404 not_found", "409 not_finished", "503 database_unavailable" })
	@DeleteMapping("/sessions/{id}")
	ResponseEntity<Void> delete(@PathVariable UUID id, HttpServletRequest request) {
		Caller host = host(request);
		if (this.sessions.find(id).state(this.clock.instant()) != Session.State.ENDED) {
			this.audit.record(host, "delete_session", id.toString(), "not_finished");
			throw new Refusal(HttpStatus.CONFLICT, "not_finished",
					"The session is open; end it first: POST /sessions/" + id + "/end.");
		}
		// What is broken off here goes on without the host, who may never ask again.
		this.audit.record(host, "delete_session", id.toString(), "begun");
		this.removal.remove(id);
		this.audit.record(host, "delete_session", id.toString(), "deleted");
		return ResponseEntity.noContent().build();
	}

	private Caller host(HttpServletRequest request) {
		requireOpen(this.administration);
		Caller caller = Caller.of(request);
		caller.requireAdmin();
		return caller;
	}

	private ResponseEntity<SessionView> answer(Session session) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.views.view(session));
	}

	/**
	 * All sessions.
	 *
	 * @param sessions newest first
	 */
	record SessionList(List<SessionView> sessions) {
	}

}
