package io.wxomedia.preflight;

import org.jspecify.annotations.Nullable;

/**
 * One line of the report. It holds nothing secret.
 *
 * @param check what was checked
 * @param level how bad it is
 * @param message what was found
 * @param mend what to do about it, or {@code null} if nothing needs to be done
 */
public record Finding(String check, Level level, String message, @Nullable String mend) {

}
