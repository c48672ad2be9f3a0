package io.wxomedia.inbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.signature.SignedContent;
import io.wxomedia.signature.SigningSecrets;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestImages;
import io.wxomedia.web.Refusal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Inbox}, on a database in memory.
 */
class InboxTests {

	private static final SigningSecrets SECRETS = SigningSecrets.valueOf("whsec_"
			+ Base64.getEncoder().encodeToString(new byte[24]) + " whsec_"
			+ Base64.getEncoder().encodeToString("another secret of 32 bytes, yes!".getBytes(StandardCharsets.UTF_8)));

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));

	private final Map<JobId, String> owners = new HashMap<>();

	private final MemoryPayloads payloads = new MemoryPayloads();

	private final InboxTable table = new InboxTable(TestDatabase.h2().jdbc());

	private final Inbox inbox = new Inbox(this.table, this::owner, this.payloads, new JsonMapper(), SECRETS, this.clock,
			InboxLimits.USUAL);

	@Test
	void imageIsTakenOutOfTheBodyAndStored() throws IOException {
		byte[] image = TestImages.jpeg();
		receive("mine", "{\"status\":\"completed\",\"result_image_base64\":\""
				+ Base64.getEncoder().encodeToString(image) + "\",\"nested\":{\"result_image_base64\":\"AAAA\"}}");
		ReceivedCallback received = this.inbox.received("mine", null).get(0);
		assertThat(received.receivedAt()).isEqualTo(this.clock.instant());
		assertThat(received.headers()).isEqualTo("{\"a\":\"b\"}");
		assertThat(received.body().json()).isEqualTo("""
				{"status":"completed","result_image_base64":"","nested":{"result_image_base64":"AAAA"}}""");
		assertThat(this.payloads.bytes(image(received))).isEqualTo(image);
		assertThat(this.inbox.image("mine", received.id())).contains(image(received));
		assertThat(this.inbox.image("other", received.id())).isEmpty();
		assertThat(this.inbox.image("mine", UUID.randomUUID())).isEmpty();
		assertThat(this.table.inUse()).containsExactly(image(received));
	}

	@Test
	void imageThatIsNoBase64IsToldOf() throws IOException {
		receive("mine", "{\"result_image_base64\":\"AA AA\"}");
		ReceivedBody body = this.inbox.received("mine", null).get(0).body();
		assertThat(body.json()).contains("no valid base64: character 3 is a space");
		assertThat(body.image()).isNull();
		assertThat(this.payloads.ids()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"a\":null}|{\"a\":null}", "[1]|[1]", "null|null", "``|\"\"", "hello|\"hello\"",
					"{\"a\":1} and more|\"{\\\"a\\\":1} and more\"",
					"{\"result_image_base64\":\"AAAA\"|\"{\\\"result_image_base64\\\":\\\"\\\"\"",
					"{\"result_image_base64\":null}|{\"result_image_base64\":null}" })
	void anyBodyIsKept(String body, String json) throws IOException {
		receive("mine", body);
		assertThat(this.inbox.received("mine", null).get(0).body()).isEqualTo(new ReceivedBody(json, null));
		assertThat(this.payloads.ids()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "[", "\"" })
	void longTextIsCut(String start) throws IOException {
		receive("mine", start + "y".repeat(2 * ReceivedBodyReader.LONGEST_JSON));
		assertThat(this.inbox.received("mine", null).get(0).body().json().length())
			.isBetween(ReceivedBodyReader.LONGEST_TEXT, ReceivedBodyReader.LONGEST_TEXT + 10);
	}

	@Test
	void bodyThatIsTooLargeIsRefusedAndNothingIsKept() {
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> this.inbox.receive("mine", Map.of(), new EndlessStream(), -1))
			.withMessageContaining("32 MB", -1);
		assertThat(this.inbox.received("mine", null)).isEmpty();
	}

	@Test
	void theNewestAreKeptAndShownFirst() throws IOException {
		receive("other", "{\"result_image_base64\":\"AAAA\"}");
		Set<PayloadId> others = this.payloads.ids();
		for (int i = 0; i < InboxLimits.USUAL.kept() + 3; i++) {
			this.clock.advance(Duration.ofMillis(1));
			receive("mine", "{\"number\":" + i + ",\"result_image_base64\":\"AAAA\"}");
		}
		assertThat(this.inbox.received("mine", null)).hasSize(InboxLimits.USUAL.kept())
			.first()
			.satisfies((newest) -> assertThat(newest.body().json())
				.contains("\"number\":" + (InboxLimits.USUAL.kept() + 2)));
		assertThat(this.inbox.received("mine", null)).last()
			.satisfies((oldest) -> assertThat(oldest.body().json()).contains("\"number\":3,"));
		assertThat(this.payloads.ids()).hasSize(InboxLimits.USUAL.kept() + 1)
			.containsAll(others)
			.isEqualTo(this.table.inUse());
	}

	@Test
	void strangersPostsEvictNobodyElsesCallbacks() throws IOException {
		Inbox small = inbox(new InboxLimits(1000, 1000, 4, 10, 4000, 10_000, 3));
		receive(small, "ada", "first", 1000);
		for (int i = 0; i < 30; i++) {
			receive(small, "stranger", "s" + i, 1000);
		}
		assertThat(small.received("ada", null)).hasSize(1);
		assertThat(small.received("stranger", null)).hasSize(3)
			.first()
			.satisfies((newest) -> assertThat(newest.body().json()).contains("s29"));
		assertThat(this.payloads.ids()).hasSize(4);
		receive(small, "another", "a", 1000);
		assertRefused(() -> receive(small, "fourth", "a", 10), "3 inboxes");
		receive(small, "ada", "second", 1000);
		assertThat(small.received("ada", null)).hasSize(2);
		small.clear("another", null);
		receive(small, "fourth", "a", 10);
	}

	@Test
	void bytesInAllAreBoundedAndTheNamesThatHaveSomethingGiveWayToThemselves() throws IOException {
		Inbox small = inbox(new InboxLimits(1000, 1000, 4, 10, 4000, 5000, 100));
		receive(small, "ada", "first", 1000);
		for (int i = 0; i < 10; i++) {
			receive(small, "stranger", "s" + i, 1000);
		}
		assertThat(small.received("stranger", null)).hasSize(3);
		assertRefused(() -> receive(small, "grace", "a", 1000), "other names");
		assertThat(this.payloads.ids()).hasSize(4);
		receive(small, "ada", "second", 1000);
		assertThat(small.received("ada", null)).hasSize(1)
			.first()
			.satisfies((newest) -> assertThat(newest.body().json()).contains("second"));
		assertThat(this.table.usage("ada").bytes()).isLessThanOrEqualTo(5000);
	}

	@Test
	void callbacksOfOneNameAndOfAllAreBoundedByMinute() throws IOException {
		Inbox small = inbox(new InboxLimits(3, 5, 4, 10, 4000, 10_000, 100));
		for (int i = 0; i < 3; i++) {
			receive(small, "stranger", "s", 1);
		}
		assertRefused(() -> receive(small, "stranger", "s", 1), "3 a minute");
		receive(small, "ada", "a", 1);
		receive(small, "grace", "a", 1);
		assertRefused(() -> receive(small, "linus", "a", 1), "5 a minute");
		this.clock.advance(Duration.ofMinutes(1));
		receive(small, "stranger", "s", 1);
	}

	@Test
	void lengthThatIsTooLargeIsRefusedUnread() {
		assertRefused(() -> this.inbox.receive("mine", Map.of(), new EndlessStream(), 33L << 20), "32 MB");
	}

	private Inbox inbox(InboxLimits limits) {
		return new Inbox(this.table, this::owner, this.payloads, new JsonMapper(), SECRETS, this.clock, limits);
	}

	private void receive(Inbox into, String name, String text, int bytes) throws IOException {
		this.clock.advance(Duration.ofMillis(1));
		into.receive(name, Map.of(), stream("{\"text\":\"" + text + "\",\"result_image_base64\":\""
				+ Base64.getEncoder().encodeToString(new byte[bytes]) + "\"}"), -1);
	}

	private static void assertRefused(ThrowingCallable post, String words) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(post).withMessageContaining(words);
	}

	@Test
	void callbackOfSomebodysJobIsNotThereForOthers() throws IOException {
		String ada = "5f3a0a4e-0d0c-4f51-a2f4-1f1d1c9f0001/1";
		JobId hers = JobId.random();
		this.owners.put(hers, ada);
		receive("guessed", "{\"job_id\":\"" + hers + "\",\"result_image_base64\":\"AAAA\"}");
		receive("guessed", "{\"workflow_id\":\"" + hers + "\",\"status\":\"failed\"}");
		receive("guessed", "{\"job_id\":\"" + JobId.random() + "\"}");
		receive("guessed", "{\"job_id\":\"no job\"}");
		assertThat(this.inbox.received("guessed", ada)).hasSize(4);
		assertThat(this.inbox.received("guessed", null)).hasSize(4);
		assertThat(this.inbox.received("guessed", ada.replace("/1", "/2"))).hasSize(2)
			.noneMatch((callback) -> callback.body().json().contains(hers.toString()));
		this.inbox.clear("guessed", "bob");
		assertThat(this.inbox.received("guessed", null)).hasSize(2);
		this.inbox.clear("guessed", ada);
		assertThat(this.inbox.received("guessed", null)).isEmpty();
		assertThat(this.payloads.ids()).isEmpty();
	}

	@Test
	void whatAJobSentIsForgottenInEveryInbox() throws IOException {
		JobId job = JobId.random();
		for (String name : new String[] { "first", "second" }) {
			receive(name, "{\"job_id\":\"" + job + "\",\"result_image_base64\":\"AAAA\"}");
			receive(name, "{\"job_id\":\"" + JobId.random() + "\"}");
		}
		assertThat(this.table.forget(job.value())).hasSize(2);
		assertThat(this.inbox.received("first", null)).hasSize(1);
		assertThat(this.inbox.received("second", null)).hasSize(1);
	}

	private Optional<String> owner(JobId job) {
		return Optional.ofNullable(this.owners.get(job));
	}

	@Test
	void clearLeavesOtherInboxesAlone() throws IOException {
		receive("mine", "{\"result_image_base64\":\"AAAA\"}");
		receive("other", "{}");
		this.inbox.clear("mine", null);
		assertThat(this.inbox.received("mine", null)).isEmpty();
		assertThat(this.inbox.received("other", null)).hasSize(1);
		assertThat(this.payloads.ids()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			first                        | 0    | VALID
			second                       | 0    | VALID
			v1,AAAA first                | 0    | VALID
			v1a,AAAA second v1,          | 0    | VALID
			first                        | 300  | VALID
			first                        | -300 | VALID
			first                        | 301  | INVALID
			first                        | -301 | INVALID
			v1,AAAA                      | 0    | INVALID
			v2,first                     | 0    | INVALID
			''                           | 0    | INVALID
			                             | 0    | ABSENT
			""")
	void signatureIsCheckedWithEverySecret(String signature, long age, ReceivedSignature verdict) throws IOException {
		String body = "{\"status\":\"completed\",\"result_image_base64\":\"AAAA\"}";
		String timestamp = Long.toString(this.clock.instant().getEpochSecond() - age);
		String[] signatures = signatures("job-1", timestamp, body);
		Map<String, String> headers = headers("job-1", timestamp, signature, signatures);
		this.inbox.receive("mine", headers, stream(body), -1);
		assertThat(this.inbox.received("mine", null).get(0).signature()).isEqualTo(verdict);
	}

	@Test
	void signatureBelongsToIdTimeAndEveryByte() throws IOException {
		String timestamp = Long.toString(this.clock.instant().getEpochSecond());
		String body = "{\"result_image_base64\":\"AAAA\"}";
		String[] signatures = signatures("job-1", timestamp, body);
		for (String tampered : new String[] { body + " ", body.replace("AAAA", "AAAB"), body.replace("\":", "\": "),
				"" }) {
			this.inbox.receive("mine", headers("job-1", timestamp, "first", signatures), stream(tampered), -1);
		}
		this.inbox.receive("mine", headers("job-2", timestamp, "first", signatures), stream(body), -1);
		String later = Long.toString(this.clock.instant().getEpochSecond() + 1);
		this.inbox.receive("mine", headers("job-1", later, "first", signatures), stream(body), -1);
		this.inbox.receive("mine", headers("job-1", "soon", "first", signatures), stream(body), -1);
		this.inbox.receive("mine", Map.of("webhook-signature", signatures[0]), stream(body), -1);
		assertThat(this.inbox.received("mine", null)).hasSize(8)
			.allMatch((callback) -> callback.signature() == ReceivedSignature.INVALID);
	}

	@Test
	void signatureOfBodyThatIsNotKeptWholeIsChecked() throws IOException {
		String timestamp = Long.toString(this.clock.instant().getEpochSecond());
		String body = "[" + "1,".repeat(ReceivedBodyReader.LONGEST_JSON) + "1]";
		String[] signatures = signatures("job-1", timestamp, body);
		this.inbox.receive("mine", headers("job-1", timestamp, "first", signatures), stream(body), -1);
		assertThat(this.inbox.received("mine", null).get(0).signature()).isEqualTo(ReceivedSignature.VALID);
	}

	@Test
	void signatureThatNobodyHereCanCheckIsInvalid() throws IOException {
		Inbox unsigned = new Inbox(this.table, this::owner, this.payloads, new JsonMapper(), SigningSecrets.valueOf(""),
				this.clock, InboxLimits.USUAL);
		String timestamp = Long.toString(this.clock.instant().getEpochSecond());
		unsigned.receive("mine", headers("job-1", timestamp, "first", signatures("job-1", timestamp, "{}")),
				stream("{}"), -1);
		assertThat(unsigned.received("mine", null).get(0).signature()).isEqualTo(ReceivedSignature.INVALID);
	}

	private static String[] signatures(String id, String timestamp, String body) {
		SignedContent content = SECRETS.content(id, timestamp);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		content.write(bytes, 0, bytes.length);
		return content.signatures().split(" ");
	}

	private static Map<String, String> headers(String id, String timestamp, @Nullable String signature,
			String[] signatures) {
		Map<String, String> headers = new HashMap<>(Map.of("webhook-id", id, "webhook-timestamp", timestamp));
		if (signature != null) {
			headers.put("webhook-signature",
					signature.replace("first", signatures[0]).replace("second", signatures[1]));
		}
		return headers;
	}

	private static ByteArrayInputStream stream(String body) {
		return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
	}

	private void receive(String name, String body) throws IOException {
		this.inbox.receive(name, Map.of("a", "b"), new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), -1);
	}

	private static PayloadId image(ReceivedCallback received) {
		PayloadId image = received.body().image();
		assertThat(image).isNotNull();
		return image;
	}

	/**
	 * A body that does not end.
	 */
	private static final class EndlessStream extends InputStream {

		@Override
		public int read() {
			return 'x';
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			return length;
		}

	}

}
