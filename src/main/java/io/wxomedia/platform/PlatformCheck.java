package io.wxomedia.platform;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Repeats what was said at the start about where the service runs.
 */
class PlatformCheck implements PreflightCheck {

	private final Platform platform;

	private final PlatformAdvice advice;

	PlatformCheck(Platform platform, PlatformAdvice advice) {
		this.platform = platform;
		this.advice = advice;
	}

	@Override
	public String name() {
		return "platform";
	}

	@Override
	public void run(Findings findings) {
		for (String warning : this.advice.warnings()) {
			// What happens comes first, then what to set.
			int mend = warning.lastIndexOf(" Set ");
			findings.warning(warning.substring(0, mend), warning.substring(mend + 1));
		}
		if (findings.lines().isEmpty()) {
			findings.ok("Runs on " + this.platform.kind().title() + ".");
		}
	}

}
