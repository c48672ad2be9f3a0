package io.wxomedia.platform;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A line of Linux's mountinfo, see proc_pid_mountinfo(5).
 *
 * @param root the folder of the file system that is mounted
 * @param point where it is mounted
 * @param type the file system's type
 */
record Mount(String root, Path point, String type) {

	/**
	 * Read a line.
	 * @param line such as {@code 36 35 98:0 /root /point rw master:1 - ext4 /dev/vda1 rw}
	 * @return the mount, or {@code null} if the line has another form
	 */
	static @Nullable Mount parse(String line) {
		// Optional fields stand before the dash, so the type is counted from there.
		int dash = line.indexOf(" - ");
		if (dash < 0) {
			return null;
		}
		String[] place = line.substring(0, dash).split(" ");
		String[] system = line.substring(dash + " - ".length()).split(" ");
		if (place.length < 5 || !place[4].startsWith("/")) {
			return null;
		}
		// Spaces are the only escapes that a path is likely to have.
		return new Mount(place[3], Path.of(place[4].replace("\\040", " ")), system[0]);
	}

}
