package io.wxomedia.durability;

import java.io.IOException;
import java.time.Duration;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for instances that share a PostgreSQL database and lose one of them.
 */
class TakeoverIT {

	/**
	 * Four missed heartbeats of five seconds, looked for every ten.
	 */
	private static final Duration TAKEOVER = Duration.ofSeconds(60);

	@RegisterExtension
	final Stage stage = new Stage();

	@Test
	@Tag("slow")
	void deadAndFrozenInstancesAreReplacedByALivingOne() throws IOException {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			this.stage.provider().hold((edit) -> true);
			// With one place each, an instance that is at work leaves the next job to
			// the others.
			ServiceProcess dying = start(postgres, "dying", 1);
			String orphan = this.stage.submit(dying.client(), "orphan");
			this.stage.awaitCalls("orphan", 1);
			ServiceProcess freezing = start(postgres, "freezing", 1);
			String frozen = this.stage.submit(freezing.client(), "frozen");
			this.stage.awaitCalls("frozen", 1);
			ServiceProcess living = start(postgres, "living", 4);

			this.stage.provider().holdNoMore();
			dying.kill();
			freezing.freeze();
			this.stage.receiver().take(orphan, TAKEOVER);
			this.stage.settled(living.client(), frozen);
			assertThat(this.stage.deliveries(frozen)).hasSize(1);
			assertThat(living.client().job(orphan).path("verdict").asString()).isEqualTo("completed");

			freezing.thaw();
			this.stage.provider().letGo();
			Eventually.within(Stage.PATIENCE, () -> assertThat(freezing.output()).contains("Leaving job " + frozen));
			String later = this.stage.submit(freezing.client(), "later");
			this.stage.settled(freezing.client(), later);
			assertThat(this.stage.provider().edits("orphan")).isEqualTo(2);
			assertThat(this.stage.provider().edits("frozen")).isEqualTo(2);
			assertThat(this.stage.provider().edits("later")).isEqualTo(1);
			assertThat(this.stage.deliveries(frozen)).hasSize(1);
			assertThat(this.stage.deliveries(orphan)).hasSize(1);
			this.stage.deliveriesAgree();
		}
	}

	private ServiceProcess start(EmbeddedPostgres postgres, String name, int jobsAtOnce) {
		return this.stage.start(postgres, name, "MAX_CONCURRENT_JOBS", Integer.toString(jobsAtOnce));
	}

}
