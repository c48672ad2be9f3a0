package io.wxomedia.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.Credits.Charge;
import io.wxomedia.credits.Credits.Line;
import io.wxomedia.credits.TestCredits;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.Verdict;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ImageCharges}; ChargedImagesTests has it in the whole service.
 */
class ImageChargesTests {

	private final TestDatabase database = TestDatabase.h2();

	private final Credits credits = TestCredits.on(this.database, 10);

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	private ImageCharges charges(int perImage, boolean settling) {
		return new ImageCharges(this.credits, new ItemTable(this.database.jdbc()), this.database.transactions(),
				perImage, settling);
	}

	private static JobFinished finished(JobId job, String kind, Verdict verdict) {
		return new JobFinished(new Job(job, "alice", kind, null, "{}", null, null, null, null, Instant.EPOCH), verdict,
				new CallbackMessage(Map.of(), null));
	}

	/**
	 * Not that the database is asked in vain: it is not there.
	 */
	@Test
	void whileImagesCostNothingTheDatabaseIsNotAsked() {
		ImageCharges charges = charges(0, false);
		this.database.close();
		JobId job = JobId.random();
		charges.accepted(job, new NewJob(ImageKinds.TO_BASE64, "alice", null, null, "{}", null, 1, null));
		charges.on(finished(job, ImageKinds.TO_BASE64, Verdict.COMPLETED));
		charges.on(finished(job, ImageKinds.BATCH, Verdict.COMPLETED));
		assertThat(charges.areMade()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { ImageKinds.TO_BASE64, ImageKinds.TO_STORAGE })
	void whatWasHeldBeforeImagesCameToCostNothingIsSettled(String kind) {
		JobId job = JobId.random();
		charges(3, false).accepted(job, new NewJob(kind, "alice", null, null, "{}", null, 1, null));
		assertThat(this.credits.isAnythingHeld()).isTrue();
		charges(0, true).on(finished(job, kind, Verdict.COMPLETED));
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(3, 0, 3, 0));
		assertThat(this.credits.isAnythingHeld()).isFalse();
	}

	@Test
	void otherKindsAreNotItsBusiness() {
		JobId job = JobId.random();
		charges(3, false).accepted(job, new NewJob("workflow", "alice", null, null, "{}", null, 1, null));
		this.credits.hold("alice", job, List.of(new Line("image", 5)));
		charges(3, false).on(finished(job, "workflow", Verdict.FAILED));
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(5, 5, 0, 0));
	}

}
