package io.wxomedia.spending;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.recent.Recent;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts the images that callers have had begun within the last hour. Few are counted
 * anew each time, since one more or less decides whose turn it is. A caller who had
 * thousands is counted the more seldom the more there were, so that a second counts a
 * thousand of such a caller at most; what is begun here in between is added, unless it is
 * begun in the moment of the count. Thread-safe.
 */
class LatelyServed {

	private static final Duration LATELY = Duration.ofHours(1);

	/**
	 * Up to so many are counted each time.
	 */
	private static final int FEW = 1000;

	private static final Duration KEPT_FOR_EACH = Duration.ofMillis(1);

	private static final int MOST_CALLERS = 1000;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final Recent<String, Integer> many = new Recent<>(MOST_CALLERS);

	LatelyServed(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Return how many images were begun.
	 * @param owners the callers
	 * @return the count by the caller's name, without callers who had none
	 */
	Map<String, Integer> of(Collection<String> owners) {
		Map<String, Integer> counts = new HashMap<>();
		List<String> unknown = new ArrayList<>();
		for (String owner : owners) {
			this.many.get(owner).ifPresentOrElse((known) -> counts.put(owner, known), () -> unknown.add(owner));
		}
		if (!unknown.isEmpty()) {
			count(unknown, counts);
		}
		return counts;
	}

	/**
	 * Take note of an image that is begun. If that is undone, or a second call for the
	 * same image, it counts until the caller is counted anew.
	 */
	void begun(String owner) {
		this.many.update(owner, (count) -> count + 1);
	}

	private void count(List<String> owners, Map<String, Integer> counts) {
		this.jdbc.sql("""
				select owner, count(*) as images from (
					select distinct owner, job_id, item from provider_call
					where owner in (:owners) and started_at > :since
						and not (outcome = 'STARTED' and sent_at is null and finished_at is not null)) begun
				group by owner
				""")
			.param("owners", owners)
			.param("since", this.clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC))
			.query((row) -> {
				String owner = row.getString("owner");
				int images = row.getInt("images");
				counts.put(owner, images);
				if (images > FEW) {
					this.many.put(owner, images, KEPT_FOR_EACH.multipliedBy(images));
				}
			});
	}

}
