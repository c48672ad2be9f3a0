package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The packaged jar in a process of its own, which can be killed, stopped and frozen.
 */
public final class ServiceProcess implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(4);

	private final Process process;

	private final Path output;

	private final int port;

	private final ProcessBuilder builder;

	private ServiceProcess(Process process, Path output, int port, ProcessBuilder builder) {
		this.process = process;
		this.output = output;
		this.port = port;
		this.builder = builder;
	}

	/**
	 * Start the same again, after it has ended: on the same data and the same port, as
	 * whatever still talks to it expects. Waits until it is healthy.
	 * @return the running service, which the caller closes
	 */
	public ServiceProcess again() {
		try {
			ServiceProcess service = new ServiceProcess(this.builder.start(), this.output, this.port, this.builder);
			service.awaitHealth();
			return service;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start the jar on a free port and wait until it is healthy.
	 * @param directory where its data and its output are
	 * @param environment its whole environment, but for DATA_DIR and PORT
	 * @return the running service, which the caller closes
	 */
	public static ServiceProcess start(Path directory, Map<String, String> environment) {
		warmUp(directory);
		return start(UnpackedService.command(), directory, environment);
	}

	/**
	 * Start the service by a command on a free port and wait until it is healthy.
	 * @param command the command
	 * @param directory where its data and its output are
	 * @param environment its whole environment, but for DATA_DIR and PORT
	 * @return the running service, which the caller closes
	 */
	public static ServiceProcess start(List<String> command, Path directory, Map<String, String> environment) {
		ServiceProcess service = launch(command, directory, environment);
		service.awaitHealth();
		return service;
	}

	/**
	 * Run the jar with arguments that make it end by itself.
	 * @param directory where its data and its output are
	 * @param environment its whole environment, but for DATA_DIR and PORT
	 * @param arguments the command line
	 * @return the process, which has ended
	 */
	public static ServiceProcess run(Path directory, Map<String, String> environment, String... arguments) {
		warmUp(directory);
		List<String> command = new ArrayList<>(UnpackedService.command());
		command.addAll(List.of(arguments));
		ServiceProcess process = launch(command, directory, environment);
		process.awaitExit(START);
		return process;
	}

	private void awaitHealth() {
		try {
			Eventually.within(START, this::mustBeHealthy);
		}
		catch (AssertionError ex) {
			close();
			throw new AssertionError("The service did not start:\n" + output(), ex);
		}
	}

	private static void warmUp(Path directory) {
		UnpackedService.warmUp(() -> {
			ServiceProcess service = launch(UnpackedService.command(), directory.resolve("warm-up"),
					Map.of("OPENAI_API_KEY", "sk-none"));
			service.awaitHealth();
			service.requestStop();
			service.awaitExit(START);
		});
	}

	private static ServiceProcess launch(List<String> command, Path directory, Map<String, String> environment) {
		try {
			int port = freePort();
			Files.createDirectories(directory);
			Path output = Files.createTempFile(directory, "service-", ".log");
			ProcessBuilder builder = new ProcessBuilder(command);
			builder.environment().clear();
			builder.environment().putAll(environment);
			builder.environment().put("DATA_DIR", directory.resolve("data").toString());
			builder.environment().put("PORT", Integer.toString(port));
			builder.directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
			return new ServiceProcess(builder.start(), output, port, builder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a port below those that systems give to outgoing connections, of which
	 * another test could otherwise take it before the service listens.
	 */
	private static int freePort() throws IOException {
		IOException taken = new IOException("No port was tried");
		for (int tries = 0; tries < 100; tries++) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port)) {
				return socket.getLocalPort();
			}
			catch (BindException ex) {
				taken = ex;
			}
		}
		throw taken;
	}

	private void mustBeHealthy() throws InterruptedException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The service ended with " + this.process.exitValue() + ":\n" + output());
		}
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/health"))
			.timeout(Duration.ofSeconds(20))
			.build();
		try {
			int status = HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
			if (status != 200) {
				throw new AssertionError("/health answers " + status);
			}
		}
		catch (IOException ex) {
			throw new AssertionError("/health does not answer yet", ex);
		}
	}

	/**
	 * Return a client of this service.
	 * @return the client
	 */
	public ServiceClient client() {
		return new ServiceClient(this.port);
	}

	/**
	 * Return the port that this service listens on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return what the operating system calls the process.
	 * @return the identifier
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Return the program that runs in the process.
	 * @return the path of its file
	 */
	public String program() {
		return this.process.info().command().orElse("");
	}

	/**
	 * End the process at once, as {@code kill -9} does.
	 */
	public void kill() {
		this.process.destroyForcibly();
		awaitExit(Duration.ofSeconds(60));
	}

	/**
	 * Ask the process to end, as {@code kill -15} does.
	 */
	public void requestStop() {
		this.process.destroy();
	}

	/**
	 * Wait until the process has ended.
	 * @param patience the longest to wait
	 * @return its exit code
	 */
	public int awaitExit(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new AssertionError("The service still runs after " + patience + ":\n" + output());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for the service to end", ex);
		}
	}

	/**
	 * Keep the process from running, as a paused machine does.
	 */
	public void freeze() {
		signal("STOP");
	}

	/**
	 * Let a frozen process run again.
	 */
	public void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("The signal " + name + " could not be sent");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while sending a signal", ex);
		}
	}

	/**
	 * Return what the process has written.
	 * @return its output so far
	 */
	public String output() {
		try {
			return Files.readString(this.output, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		awaitExit(Duration.ofSeconds(60));
	}

}
