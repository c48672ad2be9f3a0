package io.wxomedia.spending;

/**
 * {@link DailyBudget} without a limit.
 */
class UnlimitedBudget implements DailyBudget {

	@Override
	public Admission admit(ProviderModel model) {
		return new Admission.Granted();
	}

	@Override
	public Admission look(ProviderModel model) {
		return new Admission.Granted();
	}

}
