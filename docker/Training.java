import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Gives the service the work that its AOT cache is trained with: an edit whose result
 * comes back in the callback, one whose result goes to a bucket, one that falls back, and
 * a batch. OpenAI and the bucket are played by this process, so no network is needed.
 * Ends with 0 when everything was done and the service ended as SIGTERM wants it.
 */
public final class Training {

	/** Long, since an emulated processor may be twenty times slower. */
	private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final String FALLBACK = "fall back";

	private static final Pattern JOB_ID = Pattern.compile("\"job_id\":\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final byte[] picture = picture();

	private final String service;

	/**
	 * Without the last compiler (C2): what it compiled in training it would compile again at
	 * once on every start, beside the start itself. Hot code reaches it later, as always. Not
	 * level 1: methods that were trained there stay there for good.
	 */
	private static final String OPTIONS = "-XX:TieredStopAtLevel=2 -XX:AOTCacheOutput=";

	private Training(int port) throws IOException {
		this.service = "http://127.0.0.1:" + port;
	}

	/**
	 * Train.
	 * @param arguments an empty folder, in which the cache will be service.aot, and the
	 * command that starts the service
	 */
	public static void main(String[] arguments) throws Exception {
		Path folder = Path.of(arguments[0]);
		List<String> command = List.of(arguments).subList(1, arguments.length);
		int port = freePort();
		Training training = new Training(port);
		HttpServer outside = training.outside();
		String address = "http://127.0.0.1:" + outside.getAddress().getPort();
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		// The demo's inbox takes the callbacks; with these settings all else is as in production.
		builder.environment()
			.putAll(Map.of("DEMO", "true", "PORT", Integer.toString(port), "DATA_DIR",
					folder.resolve("data").toString(), "OPENAI_API_KEY", "sk-training", "OPENAI_BASE_URL",
					address + "/v1", "COS_ENDPOINT", address, "COS_ACCESS_KEY_ID", "training", "COS_SECRET_ACCESS_KEY",
					"training", "JAVA_TOOL_OPTIONS", OPTIONS + folder.resolve("service.aot")));
		Process process = builder.start();
		try {
			training.work(process);
			process.destroy();
			if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
				throw new TimeoutException("The service did not stop");
			}
		}
		finally {
			process.destroyForcibly();
			outside.stop(0);
		}
		System.exit(0);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static byte[] picture() throws IOException {
		BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = image.createGraphics();
		graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 640, 480, Color.BLUE));
		graphics.fillRect(0, 0, 640, 480);
		graphics.dispose();
		ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
		ImageIO.write(image, "jpeg", jpeg);
		return jpeg.toByteArray();
	}

	/**
	 * Play OpenAI and the object store.
	 */
	private HttpServer outside() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newCachedThreadPool((work) -> {
			Thread thread = new Thread(work);
			thread.setDaemon(true);
			return thread;
		}));
		server.createContext("/v1/images/edits", this::edit);
		server.createContext("/demo-input", this::input);
		server.createContext("/demo-output", (exchange) -> answer(exchange, 200, "application/xml", new byte[0]));
		server.start();
		return server;
	}

	private void edit(HttpExchange exchange) throws IOException {
		String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
		if (request.contains(FALLBACK)) {
			answer(exchange, 400, "application/json", """
					{"error":{"message":"Billing hard limit has been reached","type":"image_generation_user_error",\
					"param":null,"code":"billing_hard_limit_reached"}}""".getBytes(StandardCharsets.UTF_8));
			return;
		}
		String image = Base64.getEncoder().encodeToString(this.picture);
		answer(exchange, 200, "application/json", """
				{"created":1,"data":[{"b64_json":"%s"}],"usage":{"input_tokens":50,"output_tokens":50,"total_tokens":100,\
				"input_tokens_details":{"image_tokens":40,"text_tokens":10}}}""".formatted(image)
			.getBytes(StandardCharsets.UTF_8));
	}

	private void input(HttpExchange exchange) throws IOException {
		if (!exchange.getRequestURI().getPath().replaceFirst("^/demo-input/?", "").isEmpty()) {
			answer(exchange, 200, "image/jpeg", this.picture);
			return;
		}
		String object = "<Contents><Key>%s</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>%d</Size></Contents>";
		answer(exchange, 200, "application/xml", """
				<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\
				<Name>demo-input</Name><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>%s%s\
				</ListBucketResult>"""
			.formatted(object.formatted("a.jpg", this.picture.length), object.formatted("b.jpg", this.picture.length))
			.getBytes(StandardCharsets.UTF_8));
	}

	private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			exchange.getResponseHeaders().add("Content-Type", type);
			exchange.getResponseHeaders().add("ETag", "\"training\"");
			boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
			exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
			if (!bodiless) {
				exchange.getResponseBody().write(body);
			}
		}
	}

	private void work(Process process) throws IOException, InterruptedException, TimeoutException {
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		while (!isHealthy()) {
			if (!process.isAlive()) {
				throw new IOException("The service ended with " + process.exitValue());
			}
			pause(deadline);
		}
		get("/cos/config");
		List<String> jobs = new ArrayList<>();
		for (String prompt : List.of("make it black and white", FALLBACK)) {
			String body = "{\"prompt\":\"%s\",\"filename\":\"photo.jpg\",\"image_base64\":\"%s\"}".formatted(prompt,
					Base64.getEncoder().encodeToString(this.picture));
			jobs.add(submit("/process-image-async-b64", body));
			jobs.add(submit("/process-image-async", body));
		}
		jobs.add(submit("/batch-process-images", "{\"prompt\":\"sepia\"}"));
		for (String job : jobs) {
			while (!isDone(job)) {
				pause(deadline);
			}
			get("/jobs/" + job + "/result");
		}
		get("/inbox/training");
	}

	private boolean isHealthy() throws InterruptedException {
		try {
			return get("/health").statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private boolean isDone(String job) throws IOException, InterruptedException {
		String view = get("/jobs/" + job).body();
		if (view.contains("\"state\":\"finished\"") && !view.contains("\"verdict\":\"completed\"")) {
			throw new IOException("A job was not completed: " + view);
		}
		return view.contains("\"state\":\"delivered\"");
	}

	private String submit(String path, String body) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(URI.create(this.service + path))
			.header("Content-Type", "application/json")
			.header("callbackUrl", this.service + "/inbox/training")
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
		Matcher job = JOB_ID.matcher(response.body());
		if (response.statusCode() != 202 || !job.find()) {
			throw new IOException(path + " was answered with " + response.statusCode() + " " + response.body());
		}
		return job.group(1);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create(this.service + path)).build(),
				BodyHandlers.ofString());
	}

	private static void pause(long deadline) throws InterruptedException, TimeoutException {
		if (System.nanoTime() > deadline) {
			throw new TimeoutException("The training took too long");
		}
		Thread.sleep(50);
	}

}
