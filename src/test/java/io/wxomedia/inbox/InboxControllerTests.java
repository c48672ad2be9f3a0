package io.wxomedia.inbox;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import com.jayway.jsonpath.JsonPath;
import io.wxomedia.link.LinkSigner;
import io.wxomedia.signature.SigningSecrets;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestImages;
import io.wxomedia.web.PublicUrl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboxController}.
 */
@WebMvcTest(controllers = InboxController.class, properties = "media.inbox.enabled=true")
class InboxControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private MovableClock clock;

	@Autowired
	private LinkSigner signer;

	@Autowired
	private Inbox inbox;

	@Autowired
	private InboxBehaviours behaviours;

	@BeforeEach
	void clear() {
		this.inbox.clear("mine", null);
		this.behaviours.reset("mine");
	}

	@Test
	void receivedCallbackIsShownAsItCame() {
		String at = this.clock.instant().toString();
		assertThat(this.mvc.post()
			.uri("/inbox/mine")
			.contentType(MediaType.APPLICATION_JSON)
			.header("Webhook-Id", "1")
			.header("X-Many", "a", "b")
			.header("Authorization", "Bearer secret")
			.header("Cookie", "secret")
			.header("X-Workshop-Token", "secret")
			.header("X-Api-Key", "secret")
			.content("{\"status\":\"completed\",\"error\":null}")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"received\":true}");
		assertThat(this.mvc.get().uri("/inbox/mine")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo(
					"""
							{"callbacks":[{"received_at":"%s","headers":{"authorization":"***","content-length":"35",
							"content-type":"application/json;charset=UTF-8","cookie":"***","webhook-id":"1","x-api-key":"***","x-many":"a, b",
							"x-workshop-token":"***"},"signature":"absent","body":{"status":"completed","error":null}}]}
							"""
						.formatted(at));
	}

	@Test
	void formIsKeptAsText() {
		assertThat(this.mvc.post()
			.uri("/inbox/mine")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.content("hello=1&x=2")).hasStatusOk();
		assertThat(this.mvc.get().uri("/inbox/mine")).bodyJson()
			.extractingPath("callbacks[0].body")
			.isEqualTo("hello=1&x=2");
	}

	@Test
	void imageIsShownThroughASignedLinkForADay() throws Exception {
		String link = linkToImage();
		assertThat(link).startsWith("https://media.example.com/inbox/mine/images/");
		URI uri = URI.create(link);
		assertThat(this.mvc.get().uri(uri)).hasStatusOk()
			.hasHeader("Content-Type", "image/jpeg")
			.hasHeader("Content-Disposition", "inline")
			.hasHeader("X-Content-Type-Options", "nosniff")
			.body()
			.isEqualTo(TestImages.jpeg());
		assertThat(this.mvc.get().uri(URI.create(link + "0"))).hasStatus(403);
		assertThat(this.mvc.get().uri(uri.getPath())).hasStatus(403);
		this.clock.advance(Duration.ofHours(24));
		assertThat(this.mvc.get().uri(uri)).hasStatus(403).bodyJson().extractingPath("code").isEqualTo("link_expired");
	}

	@Test
	void linkIntoTheDemosStoreIsSignedWhenItIsShown() throws Exception {
		String path = "/demo/objects/demo-output/results/a.png";
		String link = "http://127.0.0.1:8000" + path + "?" + this.signer.sign(path, Duration.ofMinutes(15));
		String foreign = "https://s3.example.com/demo-output/a.png?X-Amz-Signature=1";
		this.clock.advance(Duration.ofDays(3));
		for (String received : new String[] { foreign, link }) {
			assertThat(this.mvc.post().uri("/inbox/mine").content("{\"result_url\":\"" + received + "\"}"))
				.hasStatusOk();
			this.clock.advance(Duration.ofSeconds(1));
		}
		String shown = this.mvc.get().uri("/inbox/mine").exchange().getResponse().getContentAsString();
		URI fresh = URI.create(JsonPath.read(shown, "$.callbacks[0].body.result_url"));
		assertThat(fresh.toString()).startsWith("https://media.example.com" + path + "?");
		MultiValueMap<String, String> query = UriComponentsBuilder.fromUri(fresh).build().getQueryParams();
		this.clock.advance(Duration.ofHours(23));
		this.signer.check(path, query.getFirst("expires"), query.getFirst("signature"));
		assertThat(JsonPath.<String>read(shown, "$.callbacks[1].body.result_url")).isEqualTo(foreign);
	}

	@Test
	void imageOfAClearedInboxIsGone() throws Exception {
		URI link = URI.create(linkToImage());
		assertThat(this.mvc.delete().uri("/inbox/mine")).hasStatus(204);
		assertThat(this.mvc.get().uri(link)).hasStatus(404);
		assertThat(this.mvc.get().uri("/inbox/mine")).bodyJson().isStrictlyEqualTo("{\"callbacks\":[]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/inbox/a.b", "/inbox/a b", "/inbox/\u00e9", "/inbox/", "/inbox",
			"/inbox/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
	void whenTheNameIsNoneRespondsWithNotFound(String path) {
		assertThat(this.mvc.post().uri(path).content("{}")).hasStatus(404)
			.bodyJson()
			.extractingPath("code")
			.isEqualTo("not_found");
		assertThat(this.mvc.get().uri(path)).hasStatus(404);
		assertThat(this.mvc.delete().uri(path)).hasStatus(404);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 201, 204, 302, 304, 401, 410, 429, 500, 503, 599 })
	void inboxAnswersAsItIsToldAndKeepsTheCallback(int status) {
		assertThat(behave("mine", "{\"status\":" + status + "}")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"status\":" + status + "}");
		assertThat(this.mvc.post().uri("/inbox/mine").content("{}")).hasStatus(status);
		assertThat(this.mvc.post().uri("/inbox/mine").content("{}")).hasStatus(status);
		assertThat(this.mvc.post().uri("/inbox/other").content("{}")).hasStatusOk();
		assertThat(this.mvc.get().uri("/inbox/mine")).hasStatusOk()
			.bodyJson()
			.extractingPath("callbacks.length()")
			.isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "behaviour", "inbox" })
	void inboxIsResetByStatus200AndByEmptyingIt(String way) {
		behave("mine", "{\"status\":503}");
		behave("mine", "{\"status\":500}");
		assertThat(this.mvc.post().uri("/inbox/mine").content("{}")).hasStatus(500);
		if (way.equals("behaviour")) {
			behave("mine", "{\"status\":200}");
		}
		else {
			assertThat(this.mvc.delete().uri("/inbox/mine")).hasStatus(204);
		}
		assertThat(this.mvc.post().uri("/inbox/mine").content("{}")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"received\":true}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "5", "null", "{\"status\":null}", "{\"status\":\"503\"}", "{\"status\":199}",
			"{\"status\":600}", "{\"status\":100}", "{\"status\":503.5}", "{\"status\":99999999999}",
			"{\"status\":[503]}", "" })
	void behaviourWithoutAStatusIsRefused(String body) {
		assertThat(behave("mine", body)).hasStatus(422).bodyJson().extractingPath("code").isEqualTo("invalid_status");
		assertThat(this.mvc.post().uri("/inbox/mine").content("{}")).hasStatusOk();
	}

	@Test
	void lateAnswerComesWhenItIsDue() {
		assertThat(behave("mine", "{\"status\":503,\"delay_seconds\":1}")).hasStatusOk()
			.bodyJson()
			.isStrictlyEqualTo("{\"status\":503,\"delay_seconds\":1}");
		long before = System.nanoTime();
		assertThat(this.mvc.post().uri("/inbox/mine").content("{}")).hasStatus(503)
			.bodyJson()
			.isStrictlyEqualTo("{\"received\":true}");
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
		assertThat(this.mvc.post().uri("/inbox/other").content("{}")).hasStatusOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "61", "1.5", "\"1\"", "[]", "99999999999" })
	void delayThatIsNoneIsRefused(String delay) {
		assertThat(behave("mine", "{\"status\":200,\"delay_seconds\":" + delay + "}")).hasStatus(422)
			.bodyJson()
			.extractingPath("code")
			.isEqualTo("invalid_delay");
	}

	@Test
	void behaviourThatIsNoJsonIsRefused() {
		assertThat(behave("mine", "{\"status\":")).hasStatus(400)
			.bodyJson()
			.extractingPath("code")
			.isEqualTo("invalid_json");
		assertThat(behave("mine", " ".repeat(2000) + "{\"status\":503}")).hasStatus(422);
		assertThat(this.mvc.post()
			.uri("/inbox/mine/behaviour")
			.contentType(MediaType.TEXT_PLAIN)
			.content("{\"status\":503}")).hasStatus(415);
		assertThat(behave("a.b", "{\"status\":503}")).hasStatus(404);
	}

	private MvcTestResult behave(String inbox, String body) {
		return this.mvc.post()
			.uri("/inbox/" + inbox + "/behaviour")
			.contentType(MediaType.APPLICATION_JSON)
			.content(body)
			.exchange();
	}

	private String linkToImage() throws Exception {
		byte[] body = new JsonMapper()
			.writeValueAsBytes(Map.of("result_image_base64", Base64.getEncoder().encodeToString(TestImages.jpeg())));
		assertThat(this.mvc.post().uri("/inbox/mine").content(body)).hasStatusOk();
		String shown = this.mvc.get().uri("/inbox/mine").exchange().getResponse().getContentAsString();
		return JsonPath.read(shown, "$.callbacks[0].body.result_image_base64");
	}

	/**
	 * The inbox under test.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Inboxes {

		@Bean
		MovableClock settableClock() {
			return new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));
		}

		@Bean
		MemoryPayloads payloads() {
			return new MemoryPayloads();
		}

		@Bean
		Inbox inbox(MemoryPayloads payloads, JsonMapper json, MovableClock clock) {
			return new Inbox(new InboxTable(TestDatabase.h2().jdbc()), (job) -> Optional.empty(), payloads, json,
					SigningSecrets.valueOf(""), clock, InboxLimits.USUAL);
		}

		@Bean
		InboxBehaviours inboxBehaviours(MovableClock clock) {
			return new InboxBehaviours(TestDatabase.h2().jdbc(), clock);
		}

		@Bean
		LinkSigner signer(MovableClock clock) {
			return new LinkSigner(new byte[32], clock);
		}

		@Bean
		CallbackViews callbackViews(LinkSigner signer, JsonMapper json) {
			PublicUrl publicUrl = () -> URI.create("https://media.example.com");
			return new CallbackViews(signer, publicUrl, json);
		}

	}

}
