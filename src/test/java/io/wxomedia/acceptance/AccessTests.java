package io.wxomedia.acceptance;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every endpoint against every caller. An endpoint that is not in {@link #RULES} fails
 * {@link #everyEndpointHasARule}: say there who may call it.
 */
@ExtendWith(OutputCaptureExtension.class)
class AccessTests extends ProtectedService {

	/**
	 * Who may call what. In a rule of jobs, {@code {id}} stands for one of alice's.
	 */
	private static final Map<String, Rule> RULES = rules();

	private static final Instant FINISHED = Instant.parse("2001-02-03T04:05:06Z");

	private final List<UUID> jobs = new ArrayList<>();

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private JdbcClient jdbc;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private List<RequestMappingInfoHandlerMapping> mappings;

	private static Map<String, Rule> rules() {
		Map<String, Rule> rules = new LinkedHashMap<>();
		rules.put("GET /health", Rule.OPEN);
		// The page holds nothing; what it shows it has to ask for.
		rules.put("GET /", Rule.OPEN);
		rules.put("GET /console/{version}/**", Rule.OPEN);
		rules.put("GET /qr.svg", Rule.OPEN);
		rules.put("POST /console/host", Rule.OPEN);
		rules.put("GET /me", Rule.CREDENTIAL);
		rules.put("GET /edit-options", Rule.CREDENTIAL);
		rules.put("GET /docs", Rule.OPEN);
		rules.put("GET /openapi.json", Rule.OPEN);
		rules.put("GET /openapi.json.yaml", Rule.CREDENTIAL);
		rules.put("GET /openapi.json/swagger-config", Rule.OPEN);
		rules.put("GET /actuator/health", Rule.OPEN);
		rules.put("GET /actuator/health/**", Rule.OPEN);
		rules.put("GET /actuator/prometheus", Rule.CREDENTIAL);
		rules.put("GET /actuator/readiness", Rule.CREDENTIAL);
		rules.put("GET /actuator", Rule.CREDENTIAL);
		rules.put("GET /error", Rule.CREDENTIAL);
		rules.put("POST /inbox/{name}", Rule.OPEN);
		rules.put("GET /inbox/{name}", Rule.CREDENTIAL);
		rules.put("DELETE /inbox/{name}", Rule.CREDENTIAL);
		rules.put("POST /inbox/{name}/behaviour", Rule.CREDENTIAL);
		// Open to whoever holds a signed link.
		rules.put("GET /inbox/{name}/images/{id}", Rule.OPEN);
		rules.put("POST /process-image-async-b64", Rule.CREDENTIAL);
		rules.put("POST /process-image-async", Rule.CREDENTIAL);
		rules.put("POST /batch-process-images", Rule.CREDENTIAL);
		rules.put("POST /api/videos/generate", Rule.CREDENTIAL);
		rules.put("GET /api/videos/{id}/status", Rule.CREDENTIAL);
		rules.put("GET /api/videos/{id}/result", Rule.CREDENTIAL);
		rules.put("GET /api/videos/{id}/download", Rule.CREDENTIAL);
		rules.put("GET /api/videos/user", Rule.CREDENTIAL);
		// Has a secret of its own, which comes with every request here.
		rules.put("POST /api/webhooks/video-completion", Rule.OPEN);
		rules.put("GET /api/webhooks/video-completion", Rule.OPEN);
		rules.put("GET /api/webhooks/received", Rule.ADMIN);
		rules.put("POST /api/webhooks/received/{id}/process", Rule.ADMIN);
		rules.put("GET /cos/config", Rule.CREDENTIAL);
		rules.put("GET /preflight", Rule.CREDENTIAL);
		rules.put("GET /wxo", Rule.CREDENTIAL);
		rules.put("GET /wxo/{name}.yaml", Rule.CREDENTIAL);
		rules.put("GET /wxo/open/{name}.yaml", Rule.CREDENTIAL);
		rules.put("GET /jobs/{id}", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/result", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/items/{number}/result", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/items/{number}/preview", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/preview", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/input", Rule.OWN_JOB);
		rules.put("POST /jobs/{id}/retry", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/deliveries", Rule.OWN_JOB);
		rules.put("POST /jobs/{id}/redeliver", Rule.OWN_JOB);
		rules.put("POST /jobs/{id}/cancel", Rule.OWN_JOB);
		rules.put("GET /jobs/{id}/events", Rule.OWN_JOB);
		// Somebody else's runs are not there: see WorkflowTests.
		rules.put("POST /api/workflow/start", Rule.CREDENTIAL);
		rules.put("POST /api/workflow/estimate", Rule.CREDENTIAL);
		rules.put("GET /api/workflow", Rule.CREDENTIAL);
		rules.put("GET /api/workflow/health", Rule.CREDENTIAL);
		rules.put("GET /api/workflow/{id}/status", Rule.CREDENTIAL);
		rules.put("GET /api/workflow/{id}/stream", Rule.CREDENTIAL);
		rules.put("POST /api/workflow/{id}/cancel", Rule.CREDENTIAL);
		// The caller's own, an administrator's request those of all.
		rules.put("GET /jobs", Rule.CREDENTIAL);
		rules.put("GET /events", Rule.CREDENTIAL);
		rules.put("POST /jobs/cancel", Rule.CREDENTIAL);
		rules.put("DELETE /jobs/{id}", Rule.OWN_JOB);
		// Removes only what is the caller's: see cleanUpTakesOnlyTheCallersJobs.
		rules.put("DELETE /jobs", Rule.CREDENTIAL);
		// The caller's own, an administrator's request those of all.
		rules.put("GET /dead-letters", Rule.CREDENTIAL);
		rules.put("POST /dead-letters/redeliver", Rule.CREDENTIAL);
		rules.put("POST /sessions", Rule.ADMIN);
		rules.put("GET /sessions", Rule.ADMIN);
		rules.put("GET /sessions/{id}", Rule.ADMIN);
		rules.put("PATCH /sessions/{id}", Rule.ADMIN);
		rules.put("PATCH /sessions/{id}/seats/{seat}", Rule.ADMIN);
		rules.put("POST /sessions/{id}/end", Rule.ADMIN);
		rules.put("DELETE /sessions/{id}", Rule.ADMIN);
		rules.put("GET /sessions/{id}/report", Rule.ADMIN);
		rules.put("POST /sessions/rehearsal", Rule.ADMIN);
		// For whoever knows a code.
		rules.put("POST /sessions/join", Rule.OPEN);
		// Has fal.ai's signature instead.
		rules.put("POST /api/webhooks/fal", Rule.OPEN);
		rules.put("GET /spending", Rule.ADMIN);
		// The caller's own; ?owner= is the administrator's: see CreditsEndpointTests.
		rules.put("GET /credits", Rule.CREDENTIAL);
		rules.put("POST /credits/grant", Rule.ADMIN);
		rules.put("GET /audit", Rule.ADMIN);
		rules.put("GET /provider", Rule.CREDENTIAL);
		rules.put("POST /provider/resume", Rule.ADMIN);
		return rules;
	}

	@AfterEach
	void removeJobs() {
		this.jobs.forEach((id) -> this.jdbc.sql("delete from job where id = :id").param("id", id).update());
	}

	@Test
	void everyEndpointHasARule() {
		Set<String> endpoints = new TreeSet<>();
		for (RequestMappingInfoHandlerMapping mapping : this.mappings) {
			mapping.getHandlerMethods().keySet().forEach((info) -> endpoints.addAll(names(info)));
		}
		assertThat(endpoints).contains("GET /health", "GET /actuator/prometheus").isSubsetOf(RULES.keySet());
	}

	private static List<String> names(RequestMappingInfo info) {
		Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
		Stream<String> names = methods.isEmpty() ? Stream.of("GET") : methods.stream().map(RequestMethod::name);
		return names.flatMap((method) -> info.getPatternValues().stream().map((path) -> method + " " + path)).toList();
	}

	static List<String> endpoints() {
		return List.copyOf(RULES.keySet());
	}

	@ParameterizedTest
	@MethodSource("endpoints")
	void eachCallerGetsWhatTheRuleSays(String endpoint) {
		Rule rule = RULES.getOrDefault(endpoint, Rule.CREDENTIAL);
		assertThat(status(endpoint)).isEqualTo(rule.open ? Door.IN : Door.UNAUTHORIZED);
		assertThat(status(endpoint, "x-api-key", "wrong")).isEqualTo(rule.open ? Door.IN : Door.UNAUTHORIZED);
		assertThat(status(endpoint, "x-workshop-token", TOKEN)).isEqualTo(rule.stranger);
		assertThat(status(endpoint, "Authorization", "Bearer " + BOB)).isEqualTo(rule.stranger);
		assertThat(status(endpoint, "x-api-key", ALICE)).isEqualTo((rule == Rule.ADMIN) ? rule.stranger : Door.IN);
		assertThat(status(endpoint, "x-api-key", ADMIN)).isEqualTo(Door.IN);
	}

	private Door status(String endpoint, String... headers) {
		String[] parts = endpoint.split(" ", 2);
		String path = parts[1].replace("/jobs/{id}", "/jobs/" + job("alice"))
			.replace("{id}", UUID.randomUUID().toString())
			.replace("{name}", "get-job")
			.replace("{number}", "1")
			.replace("{seat}", "1")
			.replace("{version}", "1")
			.replace("/**", "/liveness");
		Answer answer = switch (parts[0]) {
			// A stream that is let in is refused for this, so that it does not go on.
			case "GET" -> this.service.get(path,
					Stream.concat(Stream.of(headers), Stream.of("Last-Event-ID", "none")).toArray(String[]::new));
			case "POST" -> this.service.post(path, "{}",
					Stream.concat(Stream.of(headers), Stream.of("X-Webhook-Secret", WEBHOOK_SECRET))
						.toArray(String[]::new));
			case "PATCH" -> this.service.patch(path, "{}", headers);
			case "DELETE" -> this.service.delete(path, headers);
			default -> throw new IllegalArgumentException("Say how to send " + endpoint);
		};
		if (answer.status() == 401) {
			return Door.UNAUTHORIZED;
		}
		if (answer.status() == 403 && "admin_only".equals(answer.code())) {
			return Door.ADMIN_ONLY;
		}
		boolean noSuchJob = answer.status() == 404 && answer.text().contains("There is no job");
		return noSuchJob ? Door.NO_SUCH_JOB : Door.IN;
	}

	@Test
	void ownerAndAdministratorDeleteAJobOnce(CapturedOutput output) {
		String own = job("alice").toString();
		assertThat(this.service.delete("/jobs/" + own, "x-api-key", BOB).code()).isEqualTo("not_found");
		assertThat(this.service.delete("/jobs/" + own, "x-api-key", ALICE).status()).isEqualTo(204);
		RefusalTests.assertRefused(this.service.delete("/jobs/" + own, "x-api-key", ALICE), 404, "not_found");
		String other = job("bob").toString();
		assertThat(this.service.delete("/jobs/" + other, "x-api-key", ADMIN).status()).isEqualTo(204);
		assertThat(this.service.get("/jobs/" + other, "x-api-key", ADMIN).status()).isEqualTo(404);
		assertThat(audit(output)).containsExactly("actor=bob action=delete_job target=" + own + " result=not_found",
				"actor=alice action=delete_job target=" + own + " result=deleted",
				"actor=alice action=delete_job target=" + own + " result=not_found",
				"actor=admin action=delete_job target=" + other + " result=deleted");
	}

	@Test
	void resumeIsWrittenDown(CapturedOutput output) {
		assertThat(this.service.post("/provider/resume", "", "x-api-key", ADMIN).status()).isEqualTo(200);
		RefusalTests.assertRefused(
				this.service.post("/provider/resume", "{\"model\":\"dall-e-9\"}", "x-api-key", ADMIN), 404,
				"not_found");
		assertThat(audit(output)).containsExactly(
				"actor=admin action=resume_provider target=openai/gpt-image-2 result=resumed,jobs:0",
				"actor=admin action=resume_provider target=null/dall-e-9 result=not_found");
	}

	@Test
	void openJobIsNotDeleted(CapturedOutput output) {
		UUID id = job("alice");
		// Held in a state in which nothing works on it.
		this.jdbc.sql("update job set state = 'running' where id = :id").param("id", id).update();
		Answer answer = this.service.delete("/jobs/" + id, "x-api-key", ALICE);
		RefusalTests.assertRefused(answer, 409, "not_finished");
		assertThat(this.service.get("/jobs/" + id, "x-api-key", ALICE).status()).isEqualTo(200);
		assertThat(audit(output))
			.containsExactly("actor=alice action=delete_job target=" + id + " result=not_finished");
	}

	@Test
	void cleanUpTakesOnlyTheCallersJobs(CapturedOutput output) {
		UUID alice = job("alice");
		UUID bob = job("bob");
		UUID room = job("workshop");
		String path = "/jobs?finished_before=2001-02-03T04:05:07Z";
		assertThat(this.service.delete(path, "x-api-key", ALICE).text()).isEqualTo("{\"deleted\":1,\"more\":false}");
		assertThat(this.service.get("/jobs/" + alice, "x-api-key", ADMIN).status()).isEqualTo(404);
		assertThat(this.service.get("/jobs/" + bob, "x-api-key", BOB).status()).isEqualTo(200);
		assertThat(this.service.delete(path, "x-api-key", ADMIN).text()).isEqualTo("{\"deleted\":2,\"more\":false}");
		assertThat(this.service.get("/jobs/" + room, "x-workshop-token", TOKEN).status()).isEqualTo(404);
		assertThat(audit(output)).containsExactly(
				"actor=alice action=clean_up target=finished_before=2001-02-03T04:05:07Z result=deleted:1",
				"actor=admin action=clean_up target=finished_before=2001-02-03T04:05:07Z result=deleted:2");
	}

	@Test
	void jobThatEndedLaterIsKept() {
		UUID id = job("alice");
		assertThat(this.service.delete("/jobs?finished_before=2001-02-03T04:05:06Z", "x-api-key", ALICE).text())
			.isEqualTo("{\"deleted\":0,\"more\":false}");
		assertThat(this.service.get("/jobs/" + id, "x-api-key", ALICE).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "''", "?finished_before=", "?finished_before=yesterday", "?finished_before=2001-02-03",
			"?finished_before=2001-02-03T04:05:06", "?finished_before=2001-02-03T04:05:06+01:00",
			"?finished_before=%2B99999-01-01T00:00:00Z", "?before=2001-02-03T04:05:06Z" })
	void cleanUpWithoutAMomentIsRefused(String query) {
		Answer answer = this.service.delete("/jobs" + query, "x-api-key", ADMIN);
		RefusalTests.assertRefused(answer, 422, "invalid_finished_before");
		assertThat(answer.detail()).contains("?finished_before=", "2026-11-25T18:00:00Z");
	}

	/**
	 * What somebody asked for in words is theirs as the picture is.
	 */
	@Test
	void wordsOfAJobAreForItsOwnerAndTheAdministrator() {
		UUID id = job("alice");
		this.jdbc.sql("update job set request = :request where id = :id")
			.param("request", "{\"prompt\":\"a surprise for bob\"}")
			.param("id", id)
			.update();
		for (String reader : List.of(ALICE, ADMIN)) {
			assertThat(this.service.get("/jobs/" + id, "x-api-key", reader).json().path("prompt").asString())
				.isEqualTo("a surprise for bob");
			assertThat(this.service.get("/jobs", "x-api-key", reader).text()).contains("a surprise for bob");
		}
		for (String stranger : List.of(BOB, TOKEN)) {
			Answer answer = this.service.get("/jobs/" + id, "x-api-key", stranger);
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.text()).doesNotContain("surprise");
			Answer list = this.service.get("/jobs", "x-api-key", stranger);
			assertThat(list.status()).isEqualTo(200);
			assertThat(list.text()).doesNotContain("surprise");
		}
	}

	private static List<String> audit(CapturedOutput output) {
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("[AUDIT] "))
			.map((line) -> line.substring(line.indexOf("[AUDIT] ") + "[AUDIT] ".length()))
			.toList();
	}

	/**
	 * Make a finished job of a time in which no other test has jobs.
	 */
	private UUID job(String owner) {
		UUID id = UUID.randomUUID();
		this.jobs.add(id);
		this.jdbc.sql("""
				insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, finished_at)
				values (:id, 'image_b64', 'finished', 'failed', false, :owner, '{}', 0, 1, 1, 0, 1, 0, 0, 0, :at, :at)
				""").param("id", id).param("owner", owner).param("at", FINISHED.atOffset(ZoneOffset.UTC)).update();
		return id;
	}

	/**
	 * Who may call an endpoint.
	 */
	private enum Rule {

		/**
		 * Everybody.
		 */
		OPEN(true, Door.IN),

		/**
		 * Whoever has a credential.
		 */
		CREDENTIAL(false, Door.IN),

		/**
		 * The owner of the job, and the administrator.
		 */
		OWN_JOB(false, Door.NO_SUCH_JOB),

		/**
		 * The administrator.
		 */
		ADMIN(false, Door.ADMIN_ONLY);

		private final boolean open;

		/**
		 * How far somebody comes who has a credential and no claim.
		 */
		private final Door stranger;

		Rule(boolean open, Door stranger) {
			this.open = open;
			this.stranger = stranger;
		}

	}

	/**
	 * How far a caller came.
	 */
	private enum Door {

		/**
		 * Not past the filter.
		 */
		UNAUTHORIZED,

		/**
		 * To an endpoint that knows no such job.
		 */
		NO_SUCH_JOB,

		/**
		 * To an endpoint that is not for this caller.
		 */
		ADMIN_ONLY,

		/**
		 * In.
		 */
		IN

	}

}
