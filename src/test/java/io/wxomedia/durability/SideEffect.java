package io.wxomedia.durability;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that a job changes in the world, in the order in which it does. The table of
 * ARCHITECTURE.md has the same rows.
 */
enum SideEffect {

	RUN_ACCEPTED("run accepted: job, steps, credits held, queue entry", "insert into workflow_run ", Job.WORKFLOW),

	STEP_WRITTEN("step written", "update job_item set state = ?,", Job.WORKFLOW),

	JUDGED("moderation asked", null, Job.WORKFLOW),

	PICTURE_ORDERED("picture ordered", null, Job.WORKFLOW),

	PICTURE_UPLOADED("picture uploaded", null, Job.WORKFLOW),

	VIDEO_ORDERED("video ordered", null, Job.WORKFLOW),

	VIDEO_READ("video read", null, Job.WORKFLOW),

	VIDEO_UPLOADED("video uploaded", null, Job.WORKFLOW),

	REMOVAL_BEGUN("removal begun, with a lease", "update workshop_session set removed_at", Job.SESSION),

	LEASE_RENEWED("lease renewed, before each job", "update workshop_session set removal_until = ? where", Job.SESSION),

	REMOVAL_NOTED("job noted, with where its objects are", "insert into workshop_removed_job ", Job.SESSION),

	INBOX_CLEARED("its inbox entries removed", "delete from inbox_callback ", Job.SESSION),

	OBJECT_REMOVED("an object of it removed", null, Job.SESSION),

	JOB_REMOVED("the job removed", "delete from job where id = ?", Job.SESSION),

	SESSION_REMOVED("session and seats removed", "delete from workshop_session ", Job.SESSION),

	INPUT_STORED("input stored", null, Job.BASE64),

	JOB_WRITTEN("job, key and queue entry written", "insert into job ", Job.BASE64),

	RUN_BEGUN("run begun", "update job set run = run + 1", Job.BASE64),

	ITEMS_WRITTEN("images of a batch listed", "insert into job_item ", Job.BATCH),

	CALL_STARTED("call noted as started", "insert into provider_call ", Job.BASE64),

	REQUEST_SENT("request noted as sent", "update provider_call set sent_at", Job.BASE64),

	PROVIDER_CALLED("provider called", null, Job.BASE64),

	RESULT_STORED("result stored", null, Job.BASE64),

	CALL_COMPLETED("call noted as completed", "update provider_call set ", Job.BASE64),

	RESULT_UPLOADED("result uploaded", null, Job.STORAGE),

	STORAGE_WAIT_NOTED("wait for the store noted", "insert into storage_wait ", Job.BUSY_STORAGE),

	STEPPED_ASIDE("job stepped aside", "update job set state = 'queued'", Job.BUSY_BATCH),

	ITEM_SETTLED("image of a batch settled", "update job_item set ", Job.BATCH),

	MANIFEST_WRITTEN("manifest of a batch written", null, Job.BATCH),

	VERDICT_WRITTEN("verdict, delivery and queue entry written", "insert into delivery ", Job.BASE64),

	INPUT_REMOVED("input removed", null, Job.BASE64),

	CALLBACK_SENT("callback sent", null, Job.BASE64),

	ATTEMPT_RECORDED("attempt recorded", "insert into delivery_attempt ", Job.BASE64);

	private final String words;

	private final @Nullable String sql;

	private final Job job;

	SideEffect(String words, @Nullable String sql, Job job) {
		this.words = words;
		this.sql = sql;
		this.job = job;
	}

	/**
	 * Return how the documentation names it.
	 */
	String words() {
		return this.words;
	}

	/**
	 * Return the side effects of a workflow that other jobs do not have.
	 */
	static List<SideEffect> ofWorkflow() {
		return Arrays.stream(values()).filter((effect) -> effect.job == Job.WORKFLOW).toList();
	}

	/**
	 * Return the side effects of the jobs that edit images.
	 */
	static List<SideEffect> ofEdits() {
		return Arrays.stream(values())
			.filter((effect) -> effect.job != Job.WORKFLOW && effect.job != Job.SESSION)
			.toList();
	}

	/**
	 * Return the side effects of the removal of a session.
	 */
	static List<SideEffect> ofRemoval() {
		return Arrays.stream(values()).filter((effect) -> effect.job == Job.SESSION).toList();
	}

	/**
	 * Return the job in which it is looked for.
	 */
	Job job() {
		return this.job;
	}

	boolean isMadeBy(String statement) {
		return this.sql != null && statement.startsWith(this.sql);
	}

	/**
	 * Return the moments that can be told apart.
	 */
	List<Moment> moments() {
		return switch (this) {
			// Written by one statement that is its own transaction.
			case CALL_COMPLETED, REMOVAL_BEGUN, LEASE_RENEWED, REMOVAL_NOTED, INBOX_CLEARED, SESSION_REMOVED ->
				List.of(Moment.BEFORE, Moment.AFTER);
			// One call that happens or does not.
			case RESULT_UPLOADED, MANIFEST_WRITTEN, INPUT_REMOVED, JUDGED, PICTURE_UPLOADED, VIDEO_READ, VIDEO_UPLOADED,
					OBJECT_REMOVED ->
				List.of(Moment.BEFORE, Moment.AFTER);
			// Before it is what is after the verdict; after it what is before the record.
			case CALLBACK_SENT -> List.of(Moment.DURING);
			default -> List.of(Moment.values());
		};
	}

	/**
	 * When a crash comes.
	 */
	enum Moment {

		/**
		 * Nothing has happened yet.
		 */
		BEFORE,

		/**
		 * It is under way: written and not committed, called and not answered.
		 */
		DURING,

		/**
		 * It has happened, and nobody was told.
		 */
		AFTER

	}

	/**
	 * The jobs whose side effects are looked at.
	 */
	enum Job {

		/**
		 * A picture and a video of it. What else it changes, every job does.
		 */
		WORKFLOW,

		/**
		 * None, but the removal of a session with several.
		 */
		SESSION,

		/**
		 * One image, whose result is in the callback.
		 */
		BASE64,

		/**
		 * One image, whose result goes to the bucket.
		 */
		STORAGE,

		/**
		 * One image, whose result goes to the bucket at the second try.
		 */
		BUSY_STORAGE,

		/**
		 * Two images of a bucket.
		 */
		BATCH,

		/**
		 * Two images of a bucket, one of which is stored at the second try.
		 */
		BUSY_BATCH

	}

}
