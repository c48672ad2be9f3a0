package io.wxomedia.workflowapi;

import java.time.Instant;
import java.util.List;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.NewJob;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.workflow.WorkflowSpec;
import io.wxomedia.workflow.WorkflowState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkflowViews}: a run that is shown as failed says why.
 */
class WorkflowViewsTests {

	private final TestDatabase database = TestDatabase.h2();

	private final JobId run = JobId.random();

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void runThatIsBeingCancelledSaysWhyItFailed() {
		new JobLife(this.database.jdbc(), (events) -> {
		}, new MovableClock(Instant.parse("2026-11-28T10:00:00Z"))).accept(this.run,
				new NewJob(WorkflowSpec.KIND, "", null, null, "{}", null, 1, null));
		assertThat(WorkflowViews.error(found())).isNull();
		change("state = 'cancelling', cancelled = true");
		assertThat(WorkflowState.of(found().state(), null, List.of())).isEqualTo(WorkflowState.FAILED);
		assertThat(WorkflowViews.error(found())).isEqualTo("Cancelled by user");
		change("state = 'finished', verdict = 'failed', error = 'The provider refused it', finished_at = created_at");
		assertThat(WorkflowViews.error(found())).isEqualTo("The provider refused it");
	}

	private JobRecord found() {
		return new JobRecords(this.database.jdbc()).find(this.run).orElseThrow();
	}

	private void change(String values) {
		this.database.jdbc().sql("update job set " + values + " where id = :id").param("id", this.run.value()).update();
	}

}
