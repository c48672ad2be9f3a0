package io.wxomedia.access;

import org.jspecify.annotations.Nullable;

/**
 * Whether there is an administrator who is told apart from others.
 *
 * @param hasKey whether there is an administrator's key
 * @param demoKey the key that the demo made for itself and may print; {@code null} if
 * there is none, or if it is {@code ADMIN_KEY}, which is never shown
 */
public record Administration(boolean hasKey, @Nullable String demoKey) {

	/**
	 * Say nothing of the key.
	 */
	@Override
	public String toString() {
		return "Administration[hasKey=" + this.hasKey + "]";
	}

}
