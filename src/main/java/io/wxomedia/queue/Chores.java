package io.wxomedia.queue;

import java.util.ArrayList;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done again and again, by one instance at a time.
 */
final class Chores {

	private static final Logger logger = LoggerFactory.getLogger(Chores.class);

	private Chores() {
	}

	static List<RecurringTask<?>> tasks(List<WorkQueues.Chore> chores) {
		List<RecurringTask<?>> tasks = new ArrayList<>();
		for (WorkQueues.Chore chore : chores) {
			tasks.add(Tasks.recurring(chore.name(), FixedDelay.of(chore.pause()))
				.execute((instance, context) -> run(chore)));
		}
		return tasks;
	}

	private static void run(WorkQueues.Chore chore) {
		try {
			chore.work().run();
		}
		catch (RuntimeException ex) {
			logger.error("The chore {} failed; it is done again in {}", chore.name(), chore.pause(), ex);
		}
	}

}
