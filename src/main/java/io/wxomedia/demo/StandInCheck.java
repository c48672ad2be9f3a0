package io.wxomedia.demo;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Says what the demo has put in the place of something real.
 *
 * @param name what the real thing's check is called
 * @param message what stands in for it
 */
record StandInCheck(String name, String message) implements PreflightCheck {

	@Override
	public void run(Findings findings) {
		findings.ok(this.message);
	}

}
