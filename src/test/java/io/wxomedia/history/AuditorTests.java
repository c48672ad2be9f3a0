package io.wxomedia.history;

import java.util.ArrayList;
import java.util.List;

import io.wxomedia.history.History.Entry;
import io.wxomedia.history.History.Fault;
import io.wxomedia.history.History.Outcome;
import io.wxomedia.history.History.Put;
import io.wxomedia.history.History.Reader;
import io.wxomedia.history.History.Seen;
import io.wxomedia.history.History.What;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auditor: each of its questions can be answered with no.
 */
class AuditorTests {

	private final HistoryDraft draft = new HistoryDraft();

	@Test
	void soundHistoryIsFoundSound() {
		assertThat(this.draft.violations()).isEmpty();
	}

	@Test
	void acceptedJobThatIsNotThereIsFound() {
		this.draft.jobs.remove(0);
		finds("accepted jobs are kept");
	}

	@Test
	void jobWithoutVerdictIsFound() {
		this.draft.change(HistoryDraft.ALICES, "running", "completed", false, 1, List.of(200));
		finds("accepted jobs are kept");
	}

	@Test
	void jobThatIsThereAfterItsDeletionIsFound() {
		this.draft.acts.add(HistoryDraft.act(What.DELETE, HistoryDraft.ALICES, "alice", 9, 204));
		finds("deleted jobs are gone");
	}

	@Test
	void deletedJobNeedsNoVerdict() {
		this.draft.jobs.remove(0);
		this.draft.log.removeIf((entry) -> entry.owner().equals("alice"));
		this.draft.acts.add(HistoryDraft.act(What.DELETE, HistoryDraft.ALICES, "alice", 9, 204));
		assertThat(this.draft.violations()).isEmpty();
	}

	@Test
	void oneKeyWithTwoJobsIsFound() {
		this.draft.submissions.add(HistoryDraft.submission(0, "alice", 202, "another"));
		finds("one request is one job");
	}

	@Test
	void twoSubmissionsWithOneJobAreFound() {
		this.draft.submissions.add(HistoryDraft.submission(2, "alice", 202, HistoryDraft.ALICES));
		finds("one request is one job");
	}

	@Test
	void jobThatNobodySentIsFound() {
		this.draft.submissions.remove(0);
		finds("nothing unasked exists");
	}

	@Test
	void jobWhoseAnswerWasLostIsNoSurprise() {
		this.draft.submissions.set(0, HistoryDraft.submission(0, "alice", 0, null));
		assertThat(this.draft.violations()).isEmpty();
	}

	@Test
	void cancelledJobThatCompletedIsFound() {
		this.draft.change(HistoryDraft.BOBS, "finished", "completed", false, 1, List.of(200));
		finds("cancelled jobs stay cancelled");
		finds("callbacks say the verdict");
		finds("one verdict each");
		finds("what completed was bought and stored");
	}

	@Test
	void callbackThatSaysCompletedAfterACancellingIsFound() {
		this.draft.callbacks.add(HistoryDraft.callback(HistoryDraft.BOBS, "other", "completed", 7, 500));
		finds("callbacks say the verdict");
	}

	@Test
	void jobThatIsCancelledThoughTheCancellingWasRefusedIsFound() {
		this.draft.acts.add(HistoryDraft.act(What.CANCEL, HistoryDraft.BOBS, "bob", 9, 409));
		finds("cancelled jobs stay cancelled");
	}

	@Test
	void jobThatNobodyCancelledIsFound() {
		this.draft.acts.clear();
		finds("cancelled jobs stay cancelled");
	}

	@Test
	void jobThatGoesOnAfterAllWereCancelledIsFound() {
		this.draft.acts.add(HistoryDraft.act(What.CANCEL_ALL, "", "alice", 2, 202));
		finds("all of an owner are cancelled");
	}

	@Test
	void jobThatEndedBeforeAllWereCancelledIsNone() {
		this.draft.acts.add(HistoryDraft.act(What.CANCEL_ALL, "", "alice", 3, 202));
		assertThat(this.draft.violations()).isEmpty();
	}

	@Test
	void jobThatIsReadByAStrangerIsFound() {
		this.draft.acts.add(HistoryDraft.act(What.READ, HistoryDraft.BOBS, "alice", 9, 200));
		finds("nobody sees or changes what is another's");
	}

	@Test
	void failureWithoutReasonIsFound() {
		this.draft.change(HistoryDraft.ALICES, "finished", "failed", false, 0, List.of(200));
		finds("what failed had a reason");
		this.draft.faults.add(new Fault("provider", -1, HistoryDraft.at(2), HistoryDraft.at(3)));
		findsNot("what failed had a reason");
	}

	@Test
	void secondCallWithoutNeedIsFound() {
		this.draft.calls.add(HistoryDraft.call(0, 5, 6, Outcome.PICTURE));
		finds("nothing is bought twice without need");
		this.draft.faults.add(new Fault("kill", 1, HistoryDraft.at(3), HistoryDraft.at(4)));
		finds("nothing is bought twice without need");
		this.draft.faults.add(new Fault("kill", 0, HistoryDraft.at(3), HistoryDraft.at(4)));
		findsNot("nothing is bought twice without need");
	}

	@Test
	void secondCallAfterALostAnswerIsAllowedOnce() {
		this.draft.calls.add(0, HistoryDraft.call(0, 0, 1, Outcome.LOST));
		findsNot("nothing is bought twice without need");
		this.draft.calls.add(0, HistoryDraft.call(0, 0, 1, Outcome.LOST));
		finds("nothing is bought twice without need");
	}

	@Test
	void retryThatBuysWhatWasBoughtIsFound() {
		this.draft.submissions.add(HistoryDraft.retry(0, "alice", HistoryDraft.ALICES, 8));
		this.draft.calls.add(HistoryDraft.call(0, 9, 10, Outcome.PICTURE));
		finds("nothing is bought twice without need");
		this.draft.acts.add(HistoryDraft.act(What.CANCEL_ALL, "", "alice", 3, 202));
		findsNot("nothing is bought twice without need");
	}

	@Test
	void callForARetryOfACancelledJobIsAllowed() {
		this.draft.submissions.add(HistoryDraft.retry(1, "bob", HistoryDraft.BOBS, 18));
		this.draft.calls.add(HistoryDraft.call(1, 20, 21, Outcome.PICTURE));
		findsNot("nothing is bought for a cancelled job");
		findsNot("nothing is bought twice without need");
	}

	@Test
	void jobThatIsRetriedAsTwoIsFound() {
		this.draft.submissions.add(HistoryDraft.retry(1, "bob", HistoryDraft.BOBS, 8));
		findsNot("one request is one job");
		this.draft.submissions.add(HistoryDraft.retry(1, "bob", HistoryDraft.BOBS, 9));
		finds("one request is one job");
	}

	@Test
	void fourthCallIsFound() {
		for (int i = 0; i < 3; i++) {
			this.draft.calls.add(HistoryDraft.call(0, 1, 1, Outcome.REFUSED));
		}
		finds("nothing is bought twice without need");
	}

	@Test
	void callForACancelledJobIsFound() {
		this.draft.calls.add(HistoryDraft.call(1, 20, 21, Outcome.REFUSED));
		finds("nothing is bought for a cancelled job");
	}

	@Test
	void pictureThatWasNotStoredIsFound() {
		this.draft.puts.set(0, new Put(this.draft.puts.get(0).key(), HistoryDraft.at(3), false));
		finds("what completed was bought and stored");
	}

	@Test
	void pictureThatWasNotBoughtIsFound() {
		this.draft.calls.remove(0);
		finds("what completed was bought and stored");
	}

	@Test
	void runWithoutItsVideoIsFound() {
		this.draft.run();
		assertThat(this.draft.violations()).isEmpty();
		Put video = this.draft.puts.remove(this.draft.puts.size() - 1);
		finds("runs have their picture and their video");
		this.draft.puts.add(video);
		findsNot("runs have their picture and their video");
		this.draft.calls.remove(this.draft.calls.size() - 1);
		finds("runs have their picture and their video");
	}

	@Test
	void videoThatIsBoughtTwiceIsFound() {
		this.draft.run();
		this.draft.calls
			.add(new History.Call(-1, Callers.prompt(0), -1, HistoryDraft.at(8), HistoryDraft.at(9), Outcome.PICTURE));
		finds("nothing is bought twice without need");
	}

	@Test
	void creditsThatAreHeldAreFound() {
		this.draft.credits.add(new History.Credits("bob", World.CREDITS, World.PRICE));
		finds("credits are held, captured and released");
	}

	@Test
	void creditsThatAreCapturedTwiceOrNotAtAllAreFound() {
		this.draft.run();
		findsNot("credits are held, captured and released");
		this.draft.credits.set(0, new History.Credits("alice", World.CREDITS - 2 * World.PRICE, 0));
		finds("credits are held, captured and released");
		this.draft.credits.set(0, new History.Credits("alice", World.CREDITS, 0));
		finds("credits are held, captured and released");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void generationThatNobodyMadeIsFound(boolean byBackend) {
		this.draft.generation(byBackend);
		assertThat(this.draft.violations()).isEmpty();
		if (byBackend) {
			Videos.Order order = this.draft.orders.remove(0);
			finds("completed generations were made");
			this.draft.orders.add(order);
			this.draft.webhooks.set(0, HistoryDraft.webhook("completed", true, 3, 400));
			finds("completed generations were made");
			this.draft.webhooks.set(0, HistoryDraft.webhook("completed", true, 3, 0));
			findsNot("completed generations were made");
		}
		else {
			Put put = this.draft.puts.remove(0);
			finds("completed generations were made");
			this.draft.puts.add(put);
			this.draft.calls.removeIf((call) -> call.item() < 0);
			finds("completed generations were made");
		}
	}

	@Test
	void orderThatIsSentAgainWithoutNeedIsFound() {
		this.draft.generation(true);
		this.draft.orders.add(new Videos.Order(HistoryDraft.ALICES, HistoryDraft.ALICES, HistoryDraft.at(9), true));
		finds("generations are ordered once");
		this.draft.faults.add(new Fault("kill", 0, HistoryDraft.at(2), HistoryDraft.at(4)));
		findsNot("generations are ordered once");
		this.draft.orders.add(new Videos.Order(HistoryDraft.ALICES, "another key", HistoryDraft.at(9), true));
		finds("generations are ordered once");
	}

	@Test
	void forgedWebhookThatIsHeardIsFound() {
		this.draft.generation(true);
		this.draft.webhooks.add(HistoryDraft.webhook("failed", false, 2, 200));
		finds("forged webhooks are refused");
	}

	@Test
	void galleryThatShowsTwiceNothingOrTooMuchIsFound() {
		this.draft.generation(true);
		Videos.Shown shown = this.draft.gallery.get(0);
		this.draft.gallery.add(shown);
		finds("completed generations are in the gallery once");
		this.draft.gallery.clear();
		finds("completed generations are in the gallery once");
		this.draft.gallery.add(new Videos.Shown("alice", HistoryDraft.ALICES, List.of("videos/a", "videos/b")));
		finds("completed generations are in the gallery once");
		this.draft.gallery.set(0, shown);
		findsNot("completed generations are in the gallery once");
		this.draft.gallery.add(new Videos.Shown("bob", HistoryDraft.BOBS, List.of("videos/c")));
		finds("completed generations are in the gallery once");
	}

	@Test
	void runThatIsNotInTheGalleryIsFound() {
		this.draft.run();
		assertThat(this.draft.violations()).isEmpty();
		this.draft.gallery.clear();
		finds("completed generations are in the gallery once");
	}

	@Test
	void galleryThatShowsWhatIsAnothersIsFound() {
		this.draft.generation(true);
		findsNot("a gallery shows nothing of another's");
		this.draft.gallery.set(0,
				new Videos.Shown("alice", HistoryDraft.ALICES, List.of("videos/" + HistoryDraft.BOBS + "/x.mp4")));
		finds("a gallery shows nothing of another's");
		this.draft.gallery.set(0, new Videos.Shown("bob", HistoryDraft.ALICES, List.of("videos/x.mp4")));
		finds("a gallery shows nothing of another's");
	}

	@Test
	void creditsOfAGenerationThatAreNotCapturedOnceAreFound() {
		this.draft.generation(true);
		this.draft.credits.set(0, new History.Credits("alice", World.CREDITS, 0));
		finds("credits are held, captured and released");
		this.draft.credits.set(0, new History.Credits("alice", World.CREDITS - 2 * World.VIDEO_PRICE, 0));
		finds("credits are held, captured and released");
		this.draft.acts.add(HistoryDraft.act(What.DELETE, "another", "alice", 9, 204));
		findsNot("credits are held, captured and released");
	}

	@Test
	void generationThatItsMakerFailedNeedsNoOtherReason() {
		this.draft.generation(true);
		this.draft.change(HistoryDraft.ALICES, "finished", "failed", false, 0, List.of());
		finds("what failed had a reason");
		this.draft.webhooks.add(HistoryDraft.webhook("failed", true, 3, 200));
		findsNot("what failed had a reason");
	}

	@Test
	void callbackWithOtherBytesIsFound() {
		this.draft.callbacks.add(HistoryDraft.callback(HistoryDraft.ALICES, "two", "completed", 3, 500));
		finds("callbacks always have the same bytes");
	}

	@Test
	void deliveryThatNobodyTookIsFound() {
		this.draft.callbacks.set(0, HistoryDraft.callback(HistoryDraft.ALICES, "one", "completed", 4, 500));
		finds("callbacks are settled as they went");
	}

	@Test
	void callbackThatIsStillPendingIsFound() {
		this.draft.jobs.replaceAll((job) -> new History.Job(job.id(), job.owner(), job.kind(), job.filename(),
				job.state(), job.verdict(), job.cancelled(), job.error(), job.done(), job.created(), job.finished(),
				"pending", job.attempts()));
		finds("callbacks are settled as they went");
		finds("the log tells a life in order");
	}

	@Test
	void callbackThatIsRepeatedIsFound() {
		this.draft.callbacks.add(HistoryDraft.callback(HistoryDraft.ALICES, "one", "completed", 8, 200));
		finds("callbacks are not repeated without need");
		this.draft.acts.add(HistoryDraft.act(What.REDELIVER, HistoryDraft.ALICES, "alice", 7, 202));
		findsNot("callbacks are not repeated without need");
	}

	@Test
	void callbackOfADeletedJobIsFound() {
		this.draft.acts.add(HistoryDraft.act(What.DELETE, HistoryDraft.ALICES, "alice", 5, 204));
		findsNot("deleted jobs call nobody");
		this.draft.callbacks.add(HistoryDraft.callback(HistoryDraft.ALICES, "one", "completed", 20, 500));
		finds("deleted jobs call nobody");
	}

	@Test
	void secondVerdictIsFound() {
		this.draft.log.add(2, new Entry(4, HistoryDraft.ALICES, "alice", "done", "{}", "failed", false));
		finds("one verdict each");
		finds("readers miss nothing");
	}

	@Test
	void secondVerdictThatAReaderSawIsFound() {
		List<Seen> seen = new ArrayList<>(this.draft.readers.get(0).seen());
		seen.add(new Seen(99, HistoryDraft.ALICES, "done", "{}"));
		this.draft.seenBy(0, seen);
		finds("one verdict each");
	}

	@Test
	void workAfterTheVerdictIsFound() {
		this.draft.log.add(3, new Entry(6, HistoryDraft.ALICES, "alice", "progress", "{}", null, false));
		finds("the log tells a life in order");
	}

	@Test
	void eventThatIsSeenTwiceIsFound() {
		List<Seen> seen = new ArrayList<>(this.draft.readers.get(0).seen());
		seen.add(seen.get(seen.size() - 1));
		this.draft.seenBy(0, seen);
		finds("readers see ids that grow");
	}

	@Test
	void eventThatIsMissedIsFound() {
		for (int reader = 0; reader < 3; reader++) {
			List<Seen> seen = new ArrayList<>(this.draft.readers.get(reader).seen());
			Seen missed = seen.remove(1);
			this.draft.seenBy(reader, seen);
			finds("readers miss nothing");
			seen.add(1, missed);
			this.draft.seenBy(reader, seen);
			findsNot("readers miss nothing");
		}
	}

	@Test
	void deliveryAfterAJobWasReadToItsEndIsNotMissed() {
		this.draft.log
			.add(new Entry(20, HistoryDraft.BOBS, "bob", "delivery", "{\"state\":\"delivered\"}", null, false));
		this.draft.seenBy(2, this.draft.log.stream().map(HistoryDraft::seen).toList());
		finds("readers miss nothing");
		this.draft.acts.add(HistoryDraft.act(What.REDELIVER, HistoryDraft.BOBS, "bob", 9, 202));
		findsNot("readers miss nothing");
	}

	@Test
	void eventOfAnotherOwnerIsFound() {
		this.draft.seenBy(0, this.draft.log.stream().map(HistoryDraft::seen).toList());
		finds("readers see only what is theirs");
	}

	@Test
	void eventOfAnotherJobIsFound() {
		Reader reader = new Reader("reader of one job", History.ADMIN, HistoryDraft.BOBS,
				this.draft.log.stream().map(HistoryDraft::seen).toList());
		this.draft.readers.add(reader);
		finds("readers see only what is theirs");
	}

	private void finds(String promise) {
		assertThat(this.draft.violations()).anyMatch((violation) -> violation.startsWith("Not so: " + promise + "."));
	}

	private void findsNot(String promise) {
		assertThat(this.draft.violations()).noneMatch((violation) -> violation.startsWith("Not so: " + promise + "."));
	}

}
