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
		this.advice.warnings().forEach((warning) -> findings.warning(warning.what(), warning.mend()));
		if (findings.lines().isEmpty()) {
			findings.ok("Runs on " + this.platform.kind().title() + ".");
		}
	}

}
