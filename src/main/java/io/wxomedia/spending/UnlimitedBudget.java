package io.wxomedia.spending;

/**
 * {@link DailyBudget} without a limit.
 */
class UnlimitedBudget implements DailyBudget {

	@Override
	public Admission admit(String model) {
		return new Admission.Granted();
	}

	@Override
	public Admission look(String model) {
		return new Admission.Granted();
	}

}
