package io.wxomedia.demo;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.wxomedia.web.PublicUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Shows on the very first start of the demo that everything works: one job, from the
 * request to its callback. What goes wrong with it is told and disturbs nothing.
 */
class FirstJob implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(FirstJob.class);

	/**
	 * One event of several lines: a command that is copied must not have the beginnings
	 * of log lines in it.
	 */
	private static final String TOLD = """
			The demo has done its first job: SAMPLE, "PROMPT"
			  its picture  : SERVICE/jobs/JOB_ID/result
			  its callback : SERVICE/inbox/INBOX
			Now all the sample pictures; the last command shows a link to each of them:
			  curl SERVICE/batch-process-images -H 'Content-Type: application/json' \\
			    -H 'callbackUrl: SERVICE/inbox/batch' -d '{"prompt":"watercolour"}'
			  curl SERVICE/inbox/batch
			  curl SERVICE/jobs/(the job_id of the first answer)""";

	private static final long MILLIS_BETWEEN_LOOKS = 250;

	private static final int LOOKS = 240;

	private final FirstSubmission submission;

	private final FirstCallback callback;

	private final PublicUrl publicUrl;

	private final Path marker;

	private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "first-job");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Create the job.
	 * @param submission sends it
	 * @param callback looks for its callback
	 * @param publicUrl where the service is reached
	 * @param marker the file that tells later starts from the first
	 */
	FirstJob(FirstSubmission submission, FirstCallback callback, PublicUrl publicUrl, Path marker) {
		this.submission = submission;
		this.callback = callback;
		this.publicUrl = publicUrl;
		this.marker = marker;
	}

	@EventListener
	void on(ApplicationReadyEvent ready) {
		Integer port = ready.getApplicationContext().getEnvironment().getProperty("local.server.port", Integer.class);
		if (port != null) {
			start(port);
		}
	}

	void start(int port) {
		this.background.execute(() -> send(port));
	}

	private void send(int port) {
		try {
			if (isFirstStart()) {
				look(this.submission.send(port), LOOKS);
			}
		}
		catch (InterruptedException ex) {
			// The service stops.
			Thread.currentThread().interrupt();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("The first job could not be sent: {}", ex.toString());
		}
	}

	private boolean isFirstStart() throws IOException {
		try {
			Files.createFile(this.marker);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
	}

	private void look(String jobId, int looksLeft) {
		try {
			Optional<JsonNode> found = this.callback.of(jobId);
			if (found.isPresent()) {
				tell(jobId, found.get());
			}
			else if (looksLeft > 1) {
				this.background.schedule(() -> look(jobId, looksLeft - 1), MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
			}
			else {
				logger.warn("The first job {} sent no callback within {} s; GET /jobs/{} says how it stands", jobId,
						LOOKS * MILLIS_BETWEEN_LOOKS / 1000, jobId);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The callback of the first job {} could not be looked for: {}", jobId, ex.toString());
		}
	}

	/**
	 * The result is named by its job, as no log holds a signed link.
	 */
	private void tell(String jobId, JsonNode body) {
		if (!"completed".equals(body.path("status").asString(""))) {
			logger.warn("The first job {} failed: {}", jobId, body.path("error").asString(""));
			return;
		}
		String service = this.publicUrl.get().toString();
		logger.info(TOLD.replace("SERVICE", service)
			.replace("JOB_ID", jobId)
			.replace("SAMPLE", SampleImages.FIRST)
			.replace("PROMPT", FirstSubmission.PROMPT)
			.replace("INBOX", FirstSubmission.INBOX));
	}

	@Override
	public void destroy() {
		this.background.shutdownNow();
	}

}
