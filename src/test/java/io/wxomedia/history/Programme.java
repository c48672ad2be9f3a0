package io.wxomedia.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.wxomedia.testing.ServiceClient;

/**
 * What is done to a service, and in what order. The same seed and length give the same
 * programme.
 *
 * @param seed the seed
 * @param settings the world it is for
 * @param steps the steps
 */
record Programme(long seed, Settings settings, List<Step> steps) {

	static final List<String> OWNERS = List.of("alice", "bob", "carol");

	/**
	 * What is done to jobs, as often as it stands here.
	 */
	private static final List<History.What> WHAT = List.of(History.What.CANCEL, History.What.CANCEL,
			History.What.CANCEL, History.What.RETRY, History.What.RETRY, History.What.REDELIVER, History.What.DELETE,
			History.What.READ);

	/**
	 * Longer than the lease, after which others take over.
	 */
	private static final int PAST_THE_LEASE = 21_000;

	/**
	 * Make a programme.
	 * @param seed the seed
	 * @param steps how many steps
	 * @param brief whether it must be over in half a minute: two instances, at most one
	 * kill, and no waiting for a lease beside that
	 * @return the programme
	 */
	static Programme of(long seed, int steps, boolean brief) {
		Random random = new Random(seed);
		return new Draft(random, settings(random, brief), brief).write(seed, steps);
	}

	private static Settings settings(Random random, boolean brief) {
		int instances = brief ? 2 : 1 + random.nextInt(3);
		boolean shared = instances > 1 || random.nextBoolean();
		String afterCrash = (random.nextInt(4) == 0) ? "never" : "once";
		int perMinute = (random.nextInt(3) == 0) ? 400 : 0;
		return new Settings(instances, shared, afterCrash, perMinute, random.nextBoolean());
	}

	@Override
	public String toString() {
		return "seed " + this.seed + ", " + this.steps.size() + " steps, " + this.settings;
	}

	/**
	 * A programme that is being written.
	 */
	private static final class Draft {

		private final Random random;

		private final Settings settings;

		private final boolean brief;

		private final List<Step> steps = new ArrayList<>();

		private int submissions;

		private int killsLeft;

		private int freezesLeft;

		private int restartsLeft;

		private int holdsLeft;

		Draft(Random random, Settings settings, boolean brief) {
			this.random = random;
			this.settings = settings;
			this.brief = brief;
			this.killsLeft = brief ? 1 : 4;
			this.freezesLeft = brief ? 0 : 2;
			this.restartsLeft = (brief || !settings.shared()) ? 0 : 2;
			this.holdsLeft = settings.shared() ? (brief ? 1 : 3) : 0;
		}

		Programme write(long seed, int length) {
			for (int i = 0; i < length; i++) {
				step();
				if (this.random.nextInt(3) > 0) {
					this.steps.add(new Step.Pause(this.random.nextInt(this.brief ? 250 : 400)));
				}
			}
			return new Programme(seed, this.settings, List.copyOf(this.steps));
		}

		private void step() {
			int draw = (this.submissions < 3) ? 0 : this.random.nextInt(100);
			if (draw < 36) {
				submit();
			}
			else if (draw < 64) {
				act();
			}
			else if (draw < 70) {
				this.steps.add(new Step.Look(owner(), instance()));
			}
			else if (draw < 76) {
				this.steps.add(new Step.Follow(job()));
			}
			else if (draw < 82) {
				this.steps.add(new Step.CutReaders(this.random.nextInt(4)));
			}
			else if (draw < 93) {
				behave();
			}
			else {
				disturb();
			}
		}

		private void submit() {
			int draw = this.random.nextInt(15);
			String path = (draw < 6) ? ServiceClient.SINGLE_B64 : (draw < 9) ? ServiceClient.SINGLE_COS
					: (draw < 10) ? ServiceClient.BATCH : (draw < 12) ? Callers.WORKFLOW : Callers.VIDEO;
			boolean keyed = this.random.nextInt(3) > 0;
			this.steps.add(new Step.Submit(this.submissions++, instance(), owner(), path, keyed,
					keyed && this.random.nextInt(4) == 0));
		}

		private void act() {
			if (this.random.nextInt(50) == 0) {
				this.steps.add(new Step.CancelAll(owner(), instance()));
				return;
			}
			History.What what = WHAT.get(this.random.nextInt(WHAT.size()));
			boolean byStranger = what == History.What.READ || this.random.nextInt(6) == 0;
			boolean atTheEnd = what != History.What.READ && what != History.What.CANCEL;
			int after = (atTheEnd ? 2000 : 0) + this.random.nextInt(3) * this.random.nextInt(1500);
			this.steps.add(new Step.Act(what, job(), instance(), byStranger, after));
		}

		private void behave() {
			int draw = this.random.nextInt(10);
			String who = (draw < 5) ? "provider" : (draw < 7) ? "storage" : "receiver";
			List<String> ways = switch (who) {
				case "provider" -> List.of("well", "429", "500", "503", "lost", "slow", "slow");
				case "storage" -> List.of("well", "503", "slow");
				default -> List.of("well", "500", "hang", "close");
			};
			String how = ways.get(this.random.nextInt(ways.size()));
			this.steps.add(new Step.Behave(who, how, List.of(20, 50, 90).get(this.random.nextInt(3))));
		}

		private void disturb() {
			int draw = this.random.nextInt(10);
			if (draw < 4 && this.killsLeft > 0) {
				this.killsLeft--;
				this.steps.add(new Step.Kill(instance(), this.random.nextInt(2000), this.random.nextInt(5) == 0));
			}
			else if (draw < 6 && this.freezesLeft > 0) {
				this.freezesLeft--;
				boolean past = this.random.nextInt(3) > 0;
				this.steps.add(new Step.Freeze(instance(), (past ? PAST_THE_LEASE : 500) + this.random.nextInt(5000)));
			}
			else if (draw < 8 && this.restartsLeft > 0) {
				this.restartsLeft--;
				this.steps.add(new Step.RestartDatabase(this.random.nextBoolean(), this.random.nextInt(6000)));
			}
			else if (this.holdsLeft > 0) {
				this.holdsLeft--;
				this.steps.add(new Step.HoldTransaction(1000 + this.random.nextInt(this.brief ? 5000 : 20_000)));
			}
			else {
				this.steps.add(new Step.CutReaders(this.random.nextInt(4)));
			}
		}

		private String owner() {
			return OWNERS.get(this.random.nextInt(OWNERS.size()));
		}

		private int instance() {
			return this.random.nextInt(this.settings.instances());
		}

		/**
		 * Mostly one of the newest, which may still be at work.
		 */
		private int job() {
			int back = (this.random.nextInt(4) > 0) ? 4 : this.submissions;
			return Math.max(0, this.submissions - 1 - this.random.nextInt(back));
		}

	}

}
