package io.wxomedia.durability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a service that works for an hour, for a receiver that fails a third of the
 * time. The system properties {@code soak.seconds} and {@code soak.rate} say how long and
 * how many jobs a second.
 */
@Tag("long")
class SoakIT {

	private static final Logger logger = LoggerFactory.getLogger(SoakIT.class);

	private static final int SECONDS = Integer.getInteger("soak.seconds", 3600);

	private static final int RATE = Integer.getInteger("soak.rate", 20);

	/**
	 * What the embedded database's file may have, however long the service ran.
	 */
	private static final long LARGEST_FILE = 96L * 1024 * 1024;

	private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

	@RegisterExtension
	final Stage stage = new Stage("CALLBACK_MAX_RETRIES", "15", "CALLBACK_BACKOFF_SECONDS", "0.2,0.5,1",
			"MAX_CONCURRENT_JOBS", "10", "MAX_QUEUED_JOBS", "100000");

	@Test
	void embeddedDatabaseLosesNothingAndStaysSmall() throws Exception {
		soak("H2", this.stage.start());
	}

	@Test
	void postgresLosesNothingAndStaysSmall() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			soak("PostgreSQL", this.stage.start("SPRING_DATASOURCE_URL", postgres.getJdbcUrl("postgres", "postgres"),
					"SPRING_DATASOURCE_USERNAME", "postgres", "SPRING_DATASOURCE_PASSWORD", "postgres"));
		}
	}

	private void soak(String database, ServiceProcess service) throws Exception {
		int jobs = SECONDS * RATE;
		for (int i = 0; i < jobs; i++) {
			this.stage.receiver().willAnswer(500, 200, 200);
		}
		ServiceClient client = service.client();
		int warmUp = jobs / 10;
		List<String> accepted = new ArrayList<>(submit(client, 0, warmUp));
		accepted.forEach((job) -> isDelivered(client, job));
		long before = liveBytes(service);
		accepted.addAll(submit(client, warmUp, jobs));
		accepted.forEach((job) -> isDelivered(client, job));
		long after = liveBytes(service);
		long file = databaseFile();
		logger.info(
				"{}: {} jobs at {} a second, {} attempts; live heap {} kB at first, {} kB at the end; database's file {} kB",
				database, jobs, RATE, this.stage.receiver().received().size(), before / 1024, after / 1024,
				file / 1024);
		assertThat(accepted).hasSize(jobs).doesNotHaveDuplicates();
		this.stage.deliveriesAgree();
		assertThat(this.stage.provider().edits()).hasSize(jobs);
		assertThat(file).as("bytes of the database's file").isLessThan(LARGEST_FILE);
		assertThat(after).as("live heap, before %d", before).isLessThan(before + before / 4 + 8 * 1024 * 1024);
	}

	private List<String> submit(ServiceClient client, int from, int to) throws Exception {
		ScheduledExecutorService callers = Executors.newScheduledThreadPool(8);
		try {
			List<Future<String>> answers = new ArrayList<>();
			for (int i = from; i < to; i++) {
				String prompt = "soak " + i;
				answers.add(callers.schedule(() -> this.stage.submit(client, prompt), (i - from) * 1_000_000L / RATE,
						TimeUnit.MICROSECONDS));
			}
			List<String> accepted = new ArrayList<>();
			for (Future<String> answer : answers) {
				accepted.add(answer.get());
			}
			return accepted;
		}
		finally {
			callers.shutdownNow();
		}
	}

	private void isDelivered(ServiceClient client, String job) {
		assertThat(this.stage.settled(client, job).at("/callback/state").asString()).as(job).isEqualTo("delivered");
	}

	/**
	 * Return the length of the embedded database's file, or 0 with PostgreSQL.
	 */
	private long databaseFile() {
		return this.stage.directory().resolve("data").resolve("db").resolve("media.mv.db").toFile().length();
	}

	/**
	 * Return what is left in the heap after it was cleared. The serial collector leaves
	 * gaps, which count as arrays of int, and closes them in every fourth collection
	 * only.
	 */
	private static long liveBytes(ServiceProcess service) throws IOException {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 4; i++) {
			least = Math.min(least, bytesAfterCollection(service));
		}
		return least;
	}

	private static long bytesAfterCollection(ServiceProcess service) throws IOException {
		Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				Long.toString(service.pid()), "GC.class_histogram")
			.redirectErrorStream(true)
			.start();
		String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		Matcher total = TOTAL.matcher(histogram);
		assertThat(total.find()).as(histogram).isTrue();
		return Long.parseLong(total.group(1));
	}

}
