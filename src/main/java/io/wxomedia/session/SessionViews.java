package io.wxomedia.session;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.wxomedia.job.JobSearch;
import io.wxomedia.job.JobState;
import io.wxomedia.job.Verdict;
import io.wxomedia.spending.Spending;
import io.wxomedia.web.PublicUrl;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what hosts see of sessions.
 */
class SessionViews {

	private final Sessions sessions;

	private final JobSearch jobs;

	private final Spending spending;

	private final PublicUrl publicUrl;

	private final Clock clock;

	SessionViews(Sessions sessions, JobSearch jobs, Spending spending, PublicUrl publicUrl, Clock clock) {
		this.sessions = sessions;
		this.jobs = jobs;
		this.spending = spending;
		this.publicUrl = publicUrl;
		this.clock = clock;
	}

	/**
	 * Show a session without its people.
	 */
	SessionView summary(Session session) {
		return view(session, null, null);
	}

	/**
	 * Show everything.
	 */
	SessionView view(Session session) {
		List<SessionView.Person> people = people(session, this.sessions.seats(session.id()));
		SessionView.Jobs jobs = people.stream()
			.map(SessionView.Person::jobs)
			.reduce(SessionView.Jobs.NONE, SessionView.Jobs::plus);
		BigDecimal cost = Amounts.sum(people.stream().map(SessionView.Person::costUsd).toList());
		return view(session, people, new SessionView.Totals(jobs, cost));
	}

	List<SessionView.Person> people(Session session, List<TakenSeat> seats) {
		Map<String, SessionView.Jobs> jobs = this.jobs
			.count(seats.stream().map((taken) -> taken.seat().owner()).toList())
			.stream()
			.collect(Collectors.toMap(JobSearch.Count::owner, SessionViews::jobs, SessionView.Jobs::plus));
		Map<String, BigDecimal> costs = this.spending.ofCallers(session.id().toString());
		return seats.stream()
			.map((taken) -> new SessionView.Person(taken.seat().number(), taken.name(), taken.joinedAt(),
					jobs.getOrDefault(taken.seat().owner(), SessionView.Jobs.NONE),
					Amounts.shown(costs.getOrDefault(taken.seat().owner(), BigDecimal.ZERO)), taken.muted()))
			.toList();
	}

	private static SessionView.Jobs jobs(JobSearch.Count count) {
		int jobs = count.jobs();
		if (count.state() == JobState.QUEUED) {
			return new SessionView.Jobs(jobs, 0, 0, 0);
		}
		if (count.state() != JobState.FINISHED) {
			return new SessionView.Jobs(0, jobs, 0, 0);
		}
		return Verdict.FAILED.word().equals(count.verdict()) ? new SessionView.Jobs(0, 0, 0, jobs)
				: new SessionView.Jobs(0, 0, jobs, 0);
	}

	private SessionView view(Session session, @Nullable List<SessionView.Person> people,
			SessionView.@Nullable Totals totals) {
		Session.LaidDown laidDown = session.laidDown();
		Instant ended = session.endedAt();
		return new SessionView(session.id(), session.name(), session.joinCode(),
				URI.create(this.publicUrl.get() + "/?join=" + session.joinCode()), session.startsAt(),
				(ended != null) ? ended : session.endsAt(), session.seats(),
				(people != null) ? people.size() : session.taken(), session.state(this.clock.instant()).word(),
				laidDown.paused(), laidDown.model(), laidDown.quality(), laidDown.fallback(), laidDown.budgetUsd(),
				laidDown.seatBudgetUsd(), laidDown.imagesPerSeat(), people, totals);
	}

}
