package io.wxomedia.callback;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.signature.SigningSecrets;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CallbackReceiver.Callback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Signed callbacks, sent over a real connection and judged by verifiers that are not
 * ours, and by those that API.md gives to receivers.
 */
class SignedCallbackTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String OLD_SECRET = secret(24);

	private static final String NEW_SECRET = secret(64);

	private static final String OTHER_SECRET = secret(32);

	private static final byte[] IMAGE = new byte[700_001];

	static {
		new Random(1).nextBytes(IMAGE);
	}

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	private static final OneImage store = new OneImage();

	private static final DestinationGuard guard = new DestinationGuard(CallbackProperties.PURPOSE,
			new AddressRules(PrivateNetworks.ALLOW, false, AllowedHosts.valueOf("")), false, new FakeHostResolver());

	@AfterAll
	static void close() {
		guard.close();
		receiver.close();
	}

	@Test
	void referenceLibraryAgrees() {
		assertThat(Case.all())
			.allSatisfy((one) -> assertThat(byReferenceLibrary(one)).as(one.name).isEqualTo(one.valid));
	}

	@Test
	void openAiHelperAgrees() {
		OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("unused").build();
		assertThat(Case.all()).allSatisfy((one) -> assertThat(byOpenAi(client, one)).as(one.name).isEqualTo(one.valid));
		client.close();
	}

	@Test
	void javaOfTheDocumentationAgrees(@TempDir Path folder) throws Exception {
		Path source = folder.resolve("CallbackVerifier.java");
		Files.writeString(source, snippet("java"));
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		int status = ToolProvider.getSystemJavaCompiler()
			.run(null, null, errors, "--release", "17", "-Xlint:all", "-Werror", source.toString());
		assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
		try (URLClassLoader classes = new URLClassLoader(new URL[] { folder.toUri().toURL() }, null)) {
			Method verify = classes.loadClass("CallbackVerifier")
				.getDeclaredMethod("verify", String.class, String.class, String.class, byte[].class, String.class);
			verify.setAccessible(true);
			for (Case one : Case.all()) {
				assertThat(byMethod(verify, one)).as(one.name).isEqualTo(one.verdict());
			}
		}
	}

	@Test
	void pythonOfTheDocumentationAgrees(@TempDir Path folder) throws Exception {
		assertAgrees(folder, "verify.py", snippet("python") + """

				import json, sys
				for case in json.load(open(sys.argv[1])):
				    try:
				        verify(case["headers"], base64.b64decode(case["body"]), case["secret"])
				        print("valid")
				    except ValueError as error:
				        print(error)
				""", "python3");
	}

	@Test
	void nodeOfTheDocumentationAgrees(@TempDir Path folder) throws Exception {
		assertAgrees(folder, "verify.cjs", snippet("javascript") + """

				for (const { headers, body, secret } of require(process.argv[2])) {
				  let verdict = "valid";
				  try {
				    verify(headers, Buffer.from(body, "base64"), secret);
				  } catch (error) {
				    if (error.constructor !== Error) throw error;
				    verdict = error.message;
				  }
				  console.log(verdict);
				}
				""", "node");
	}

	@Test
	void everyAttemptHasASignatureForItsOwnTime() {
		Callback first = send(OLD_SECRET, 0);
		Callback second = send(OLD_SECRET, 1);
		assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.header("webhook-signature")).isNotEqualTo(first.header("webhook-signature"));
		assertThat(byReferenceLibrary(Case.of("second", second, OLD_SECRET, true))).isTrue();
	}

	@Test
	void bodyIsReadOnceForTheSignatureAndIsTheSameAsWithoutOne() {
		store.opened.set(0);
		Callback signed = send(OLD_SECRET + " " + NEW_SECRET, 0);
		// To see that it is what was stored, for the signature, and to be sent.
		assertThat(store.opened).hasValue(3);
		Callback unsigned = send("", 0);
		assertThat(store.opened).hasValue(5);
		assertThat(signed.body()).isEqualTo(unsigned.body());
		assertThat(unsigned.headers()).doesNotContainKey("webhook-signature");
		assertThat(signed.header("webhook-signature").split(" ")).hasSize(2).doesNotHaveDuplicates();
	}

	@Test
	void imageThatIsGoneByTheTimeOfTheSignatureFailsTheAttempt() throws IOException {
		StoredBody body = new StoredBody(new FixedBody("{\"a\":\"", store.id, "\"}", "a"), store);
		store.gone = true;
		try (AttemptSender sender = sender(OLD_SECRET)) {
			Attempt attempt = sender.send(URI.create(receiver.url()), headers(0), body);
			assertThat(attempt.status()).isNull();
			assertThat(attempt.error()).contains("gone");
		}
		finally {
			store.gone = false;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://169.254.169.254/", "ftp://127.0.0.1/" })
	void nothingIsReadForADestinationThatIsRefused(String url) throws IOException {
		StoredBody body = new StoredBody(new FixedBody("{\"a\":\"", store.id, "\"}", "a"), store);
		store.opened.set(0);
		try (AttemptSender sender = sender("")) {
			assertThat(sender.send(URI.create(url), headers(0), body).succeeded()).isFalse();
		}
		assertThat(store.opened).hasValue(0);
	}

	private static boolean byReferenceLibrary(Case one) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		one.headers.forEach((name, value) -> headers.put(name, List.of(value)));
		try {
			new Webhook(one.secret).verify(new String(one.body, StandardCharsets.UTF_8), headers);
			return true;
		}
		catch (WebhookVerificationException ex) {
			return false;
		}
	}

	private static boolean byOpenAi(OpenAIClient client, Case one) {
		Headers.Builder headers = Headers.builder();
		one.headers.forEach(headers::put);
		try {
			client.webhooks()
				.verifySignature(WebhookVerificationParams.builder()
					.payload(one.body)
					.headers(headers.build())
					.secret(one.secret)
					.build());
			return true;
		}
		catch (InvalidWebhookSignatureException ex) {
			return false;
		}
		catch (IllegalArgumentException ex) {
			// What it says to a header that is missing.
			return false;
		}
	}

	private static String byMethod(Method verify, Case one) throws IllegalAccessException {
		try {
			verify.invoke(null, one.headers.get("webhook-id"), one.headers.get("webhook-timestamp"),
					one.headers.get("webhook-signature"), one.body, one.secret);
			return "valid";
		}
		catch (InvocationTargetException ex) {
			assertThat(ex.getCause()).isInstanceOf(SecurityException.class);
			return String.valueOf(ex.getCause().getMessage());
		}
	}

	private static void assertAgrees(Path folder, String name, String program, String interpreter) throws Exception {
		assumeThat(status(folder, interpreter, "--version")).as(interpreter + " is here").isZero();
		Path script = Files.writeString(folder.resolve(name), program);
		List<Case> cases = Case.all();
		List<Map<String, Object>> documents = new ArrayList<>();
		for (Case one : cases) {
			documents.add(Map.of("headers", one.headers, "body", Base64.getEncoder().encodeToString(one.body), "secret",
					one.secret));
		}
		Path file = Files.write(folder.resolve("cases.json"), new JsonMapper().writeValueAsBytes(documents));
		int status = status(folder, interpreter, script.toString(), file.toString());
		String output = Files.readString(folder.resolve("output"));
		assertThat(status).as(output).isZero();
		assertThat(output.lines()).containsExactlyElementsOf(cases.stream().map(Case::verdict).toList());
	}

	private static int status(Path folder, String... command) throws InterruptedException {
		try {
			// A file, because a full pipe would stop the program.
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(folder.resolve("output").toFile())
				.start();
			try {
				assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
				return process.exitValue();
			}
			finally {
				process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static String snippet(String language) throws IOException {
		Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("API.md")));
		assertThat(matcher.find()).as("API.md has a snippet in " + language).isTrue();
		return matcher.group(1);
	}

	private static Callback send(String secrets, long age) {
		receiver.reset();
		try (AttemptSender sender = sender(secrets)) {
			Attempt attempt = sender.send(URI.create(receiver.url()), headers(age),
					new StoredBody(new FixedBody("{\"filename\":\"é.png\",\"result_image_base64\":\"", store.id,
							"\",\"result_mime_type\":\"image/png\"}", "unused"), store));
			assertThat(attempt.error()).isNull();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		return receiver.take(PATIENCE);
	}

	private static AttemptSender sender(String secrets) {
		return new AttemptSender(guard, PATIENCE, new CallbackSigner(SigningSecrets.valueOf(secrets)));
	}

	private static Map<String, String> headers(long age) {
		return Map.of("webhook-id", "01234567-89ab-cdef-0123-456789abcdef", "webhook-timestamp",
				Long.toString(Instant.now().getEpochSecond() - age));
	}

	private static String secret(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return "whsec_" + Base64.getEncoder().encodeToString(bytes);
	}

	/**
	 * A callback as a receiver sees it, and what it should make of it.
	 */
	private record Case(String name, Map<String, String> headers, byte[] body, String secret, boolean valid) {

		static List<Case> all() {
			Callback genuine = send(OLD_SECRET, 0);
			Callback rotating = send(NEW_SECRET + " " + OLD_SECRET, 0);
			String later = Long.toString(Long.parseLong(genuine.header("webhook-timestamp")) + 1);
			byte[] tampered = genuine.body().clone();
			tampered[tampered.length / 2] ^= 1;
			return List.of(of("genuine", genuine, OLD_SECRET, true),
					of("receiver still has the old secret", rotating, OLD_SECRET, true),
					of("receiver has the new secret", rotating, NEW_SECRET, true),
					of("wrong secret", genuine, OTHER_SECRET, false),
					of("wrong secret while rotating", rotating, OTHER_SECRET, false),
					of("four minutes old", send(OLD_SECRET, 240), OLD_SECRET, true),
					of("too old", send(OLD_SECRET, 360), OLD_SECRET, false),
					of("from the future", send(OLD_SECRET, -360), OLD_SECRET, false),
					new Case("tampered", of("", genuine, "", false).headers, tampered, OLD_SECRET, false),
					new Case("empty", of("", genuine, "", false).headers, new byte[0], OLD_SECRET, false),
					of("other id", genuine, OLD_SECRET, false).with("webhook-id", "another"),
					of("other time", genuine, OLD_SECRET, false).with("webhook-timestamp", later),
					of("time that is none", genuine, OLD_SECRET, false).with("webhook-timestamp", "soon"),
					of("other version", genuine, OLD_SECRET, false).with("webhook-signature",
							genuine.header("webhook-signature").replace("v1,", "v2,")),
					of("no signature", send("", 0), OLD_SECRET, false),
					of("no id", genuine, OLD_SECRET, false).without("webhook-id"),
					of("no time", genuine, OLD_SECRET, false).without("webhook-timestamp"),
					new Case("no headers", Map.of(), genuine.body(), OLD_SECRET, false));
		}

		/**
		 * Return what a verifier of the documentation says.
		 */
		String verdict() {
			if (this.valid) {
				return "valid";
			}
			String time = this.headers.getOrDefault("webhook-timestamp", "");
			if (!this.headers.keySet().containsAll(Set.of("webhook-id", "webhook-signature"))
					|| !time.matches("[0-9]+")) {
				return "the callback is not signed: it needs webhook-id, webhook-timestamp and webhook-signature";
			}
			return (Math.abs(Long.parseLong(time) - Instant.now().getEpochSecond()) > 300) ? "the callback is too old"
					: "the callback is not signed with this secret";
		}

		static Case of(String name, Callback callback, String secret, boolean valid) {
			Map<String, String> headers = new LinkedHashMap<>();
			callback.headers().forEach((header, value) -> headers.put(header.toLowerCase(), value));
			return new Case(name, headers, callback.body(), secret, valid);
		}

		Case without(String header) {
			Map<String, String> changed = new LinkedHashMap<>(this.headers);
			changed.remove(header);
			return new Case(this.name, changed, this.body, this.secret, this.valid);
		}

		Case with(String header, String value) {
			Map<String, String> changed = new LinkedHashMap<>(this.headers);
			changed.put(header, value);
			return new Case(this.name, changed, this.body, this.secret, this.valid);
		}

	}

	/**
	 * A store that holds one image and counts how often it is read.
	 */
	private static final class OneImage implements PayloadStore {

		final PayloadId id = PayloadId.random();

		final AtomicInteger opened = new AtomicInteger();

		volatile boolean gone;

		@Override
		public InputStream open(PayloadId id) throws IOException {
			this.opened.incrementAndGet();
			if (this.gone) {
				throw new IOException("The image is gone");
			}
			return new ByteArrayInputStream(IMAGE);
		}

		@Override
		public long length(PayloadId id) {
			return IMAGE.length;
		}

		@Override
		public PayloadWriter create() {
			throw new UnsupportedOperationException("There is one image only");
		}

		@Override
		public void delete(PayloadId id) {
			throw new UnsupportedOperationException("There is one image only");
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			throw new UnsupportedOperationException("There is one image only");
		}

	}

}
