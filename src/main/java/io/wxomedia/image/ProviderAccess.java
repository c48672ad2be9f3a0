package io.wxomedia.image;

import java.util.List;
import java.util.Set;

import io.wxomedia.job.WaitingJobs;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.ProviderPauses;
import io.wxomedia.provider.ProviderStates;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells what keeps jobs from calling the provider, and lifts it. Thread-safe.
 */
class ProviderAccess {

	private final ImageEditor editor;

	private final ProviderStates states;

	private final ProviderPauses pauses;

	private final WaitingJobs jobs;

	private final TransactionTemplate transactions;

	ProviderAccess(ImageEditor editor, ProviderStates states, ProviderPauses pauses, WaitingJobs jobs,
			TransactionTemplate transactions) {
		this.editor = editor;
		this.states = states;
		this.pauses = pauses;
		this.jobs = jobs;
		this.transactions = transactions;
	}

	ProviderView show() {
		String model = this.editor.model();
		ProviderStates.State state = this.states.of(model);
		return new ProviderView(List.of(new ProviderView.Entry(this.editor.provider(), model, state.kind().word(),
				state.until(), state.reason(), this.jobs.count(ImageEdits.FOR_PROVIDER))));
	}

	/**
	 * Let work through that is kept back. Jobs that wait already, for the provider or for
	 * their next try, come forward; in a batch that runs they do so within seconds.
	 * @return how many jobs came forward
	 */
	int resume() {
		Integer hastened = this.transactions.execute((status) -> {
			this.pauses.resume(this.editor.model());
			return this.jobs.hasten(Set.of(ImageEdits.FOR_PROVIDER, ImageEdits.FOR_NEXT_TRY));
		});
		return (hastened != null) ? hastened : 0;
	}

}
