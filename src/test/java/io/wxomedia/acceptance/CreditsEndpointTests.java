package io.wxomedia.acceptance;

import java.util.List;
import java.util.UUID;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.Credits.Line;
import io.wxomedia.job.JobId;
import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code /credits} and for what is kept of administrative acts.
 */
@ExtendWith(OutputCaptureExtension.class)
class CreditsEndpointTests extends ProtectedService {

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private Credits credits;

	@Test
	void unusedAccountHasWhatItWillBeOpenedWith() {
		JsonNode alice = this.service.get("/credits", "x-api-key", ALICE).json();
		assertThat(alice.propertyNames()).containsExactly("owner", "balance", "held", "available", "entries",
				"next_cursor");
		assertThat(alice.path("owner").asString()).isEqualTo("alice");
		assertThat(alice.path("balance").asInt()).isEqualTo(1000);
		assertThat(alice.path("available").asInt()).isEqualTo(1000);
		assertThat(alice.path("held").asInt()).isZero();
		assertThat(alice.path("entries").isEmpty()).isTrue();
		assertThat(alice.path("next_cursor").isNull()).isTrue();
	}

	@Test
	void entriesTellWhatWasMovedNewestFirstPageByPage() {
		String owner = owner();
		JobId job = JobId.random();
		this.credits.hold(owner, job, List.of(new Line("image", 5), new Line("video", 15)));
		this.credits.capture(job, "image");
		this.credits.release(job);
		JsonNode first = credits(owner, "&limit=3");
		assertThat(first.path("balance").asInt()).isEqualTo(995);
		assertThat(kinds(first)).containsExactly("release 15 video", "capture 5 image", "hold 15 video");
		JsonNode entry = first.path("entries").path(0);
		assertThat(entry.propertyNames()).containsExactly("at", "kind", "amount", "job_id", "line", "reason");
		assertThat(entry.path("job_id").asString()).isEqualTo(job.toString());
		assertThat(entry.path("at").asString()).endsWith("Z");
		JsonNode second = credits(owner, "&limit=3&cursor=" + first.path("next_cursor").asString());
		assertThat(kinds(second)).containsExactly("hold 5 image", "grant 1000 null");
		assertThat(second.path("entries").path(1).path("reason").asString()).isEqualTo("CREDITS_INITIAL");
		assertThat(second.path("next_cursor").isNull()).isTrue();
	}

	@Test
	void nobodyButAnAdministratorSeesSomebodyElses() {
		assertThat(this.service.get("/credits?owner=bob", "x-api-key", BOB).status()).isEqualTo(200);
		RefusalTests.assertRefused(this.service.get("/credits?owner=alice", "x-api-key", BOB), 403, "admin_only");
		assertThat(credits("alice", "").path("owner").asString()).isEqualTo("alice");
		for (String query : List.of("?limit=0", "?limit=101", "?limit=x", "?cursor=x", "?owner=" + "x".repeat(101),
				"?owner=a%00b")) {
			RefusalTests.assertRefused(this.service.get("/credits" + query, "x-api-key", ADMIN), 422,
					"invalid_parameter");
		}
	}

	@Test
	void administratorGrantsAndTakesBackWhatNobodyUsed(CapturedOutput output) {
		String owner = owner();
		JsonNode granted = grant("{\"owner\":\"%s\",\"amount\":500,\"reason\":\"second day\"}".formatted(owner)).json();
		assertThat(granted.path("owner").asString()).isEqualTo(owner);
		assertThat(granted.path("balance").asInt()).isEqualTo(1500);
		assertThat(kinds(granted)).containsExactly("grant 500 null", "grant 1000 null");
		assertThat(granted.path("entries").path(0).path("reason").asString()).isEqualTo("second day");
		this.credits.hold(owner, JobId.random(), List.of(new Line("video", 1400)));
		Answer tooMuch = grant("{\"owner\":\"%s\",\"amount\":-101}".formatted(owner));
		RefusalTests.assertRefused(tooMuch, 422, "invalid_amount");
		assertThat(tooMuch.detail()).contains("100 credits");
		JsonNode back = grant("{\"owner\":\"%s\",\"amount\":-100}".formatted(owner)).json();
		assertThat(back.path("available").asInt()).isZero();
		assertThat(back.path("held").asInt()).isEqualTo(1400);
		assertThat(kinds(back).get(0)).isEqualTo("grant -100 null");
		assertThat(output.getOut().lines().filter((line) -> line.contains("target=" + owner))).hasSize(3)
			.allMatch((line) -> line.contains("[AUDIT] actor=admin action=grant_credits target=" + owner))
			.anyMatch((line) -> line.endsWith("result=granted detail=\"amount 500: second day\""))
			.anyMatch((line) -> line.endsWith("result=refused detail=\"amount -101\""));
		assertThat(audit(3)).containsExactly("admin grant_credits " + owner + " granted; amount -100",
				"admin grant_credits " + owner + " refused; amount -101",
				"admin grant_credits " + owner + " granted; amount 500: second day");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"amount":5}                               | invalid_owner
			{"owner":" ","amount":5}                   | invalid_owner
			{"owner":7,"amount":5}                     | invalid_owner
			{"owner":"a\\u0000b","amount":5}           | invalid_owner
			{"owner":"alice"}                          | invalid_amount
			{"owner":"alice","amount":0}               | invalid_amount
			{"owner":"alice","amount":1.5}             | invalid_amount
			{"owner":"alice","amount":"5"}             | invalid_amount
			{"owner":"alice","amount":1000000001}      | invalid_amount
			{"owner":"alice","amount":999999001}       | invalid_amount
			{"owner":"alice","amount":99999999999}     | invalid_amount
			{"owner":"alice","amount":5,"reason":5}    | invalid_reason
			{"owner":"alice","amount":5,"reason":"a\\u0000b"} | invalid_reason
			""")
	void whatCannotBeGrantedIsRefused(String body, String code) {
		RefusalTests.assertRefused(grant(body), 422, code);
		assertThat(credits("alice", "").path("balance").asInt()).isEqualTo(1000);
	}

	@Test
	void nobodyButAnAdministratorGrants() {
		Answer answer = this.service.post("/credits/grant", "{\"owner\":\"bob\",\"amount\":5}", "x-api-key", BOB);
		RefusalTests.assertRefused(answer, 403, "admin_only");
	}

	/**
	 * Also what no endpoint writes down itself.
	 */
	@Test
	void whateverTheAdministratorChangesIsKept() {
		this.service.delete("/inbox/audited", "x-api-key", ADMIN);
		this.service.delete("/inbox/unaudited", "x-api-key", BOB);
		String missing = "/jobs/" + UUID.randomUUID();
		this.service.delete(missing, "x-api-key", ADMIN);
		assertThat(audit(2)).containsExactly("admin delete_job " + missing.substring(6) + " not_found",
				"admin DELETE /inbox/audited 204");
		JsonNode first = this.service.get("/audit?limit=1", "x-api-key", ADMIN).json();
		assertThat(first.propertyNames()).containsExactly("entries", "next_cursor");
		assertThat(first.path("entries").path(0).propertyNames()).containsExactly("at", "who", "action", "target",
				"detail");
		JsonNode second = this.service
			.get("/audit?limit=1&cursor=" + first.path("next_cursor").asString(), "x-api-key", ADMIN)
			.json();
		assertThat(second.path("entries").path(0).path("target").asString()).isEqualTo("/inbox/audited");
		RefusalTests.assertRefused(this.service.get("/audit?cursor=%20", "x-api-key", ADMIN), 422, "invalid_parameter");
	}

	private static String owner() {
		return "owner-" + UUID.randomUUID();
	}

	private JsonNode credits(String owner, String query) {
		return this.service.get("/credits?owner=" + owner + query, "x-api-key", ADMIN).json();
	}

	private Answer grant(String body) {
		return this.service.post("/credits/grant", body, "x-api-key", ADMIN);
	}

	private List<String> audit(int limit) {
		return this.service.get("/audit?limit=" + limit, "x-api-key", ADMIN)
			.json()
			.path("entries")
			.valueStream()
			.map((entry) -> entry.path("who").asString() + " " + entry.path("action").asString() + " "
					+ entry.path("target").asString() + " " + entry.path("detail").asString())
			.toList();
	}

	private static List<String> kinds(JsonNode credits) {
		return credits.path("entries")
			.valueStream()
			.map((entry) -> entry.path("kind").asString() + " " + entry.path("amount").asInt() + " "
					+ entry.path("line").asString("null"))
			.toList();
	}

}
