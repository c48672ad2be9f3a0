package io.wxomedia.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What kind of disk a folder is on, as far as the system tells.
 *
 * @param kind what it is worth
 * @param type the file system's type, for people
 */
public record DataDisk(Kind kind, String type) {

	private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

	private static final Set<String> MEMORY_OR_LAYER = Set.of("overlay", "aufs", "tmpfs", "ramfs");

	/**
	 * Look at the disk of a folder.
	 * @param folder the folder; it need not exist yet
	 * @return its disk
	 */
	public static DataDisk of(Path folder) {
		try {
			return of(real(folder.toAbsolutePath().normalize()), Files.readAllLines(MOUNTS));
		}
		catch (IOException ex) {
			// Only Linux tells.
			return new DataDisk(Kind.UNKNOWN, "unknown");
		}
	}

	static DataDisk of(Path folder, List<String> mounts) {
		Mount found = null;
		for (String line : mounts) {
			Mount mount = Mount.parse(line);
			// A later mount hides an earlier one at the same place.
			if (mount != null && folder.startsWith(mount.point())
					&& (found == null || mount.point().getNameCount() >= found.point().getNameCount())) {
				found = mount;
			}
		}
		return (found != null) ? new DataDisk(kind(found), found.type()) : new DataDisk(Kind.UNKNOWN, "unknown");
	}

	private static Kind kind(Mount mount) {
		if (mount.type().startsWith("fuse")) {
			return Kind.OBJECT_STORE;
		}
		// The last one is how a kubelet names the folder behind an emptyDir.
		boolean temporary = mount.point().getNameCount() == 0 || MEMORY_OR_LAYER.contains(mount.type())
				|| mount.root().contains("kubernetes.io~empty-dir");
		return temporary ? Kind.TEMPORARY : Kind.VOLUME;
	}

	private static Path real(Path folder) throws IOException {
		Path existing = folder;
		while (!Files.exists(existing) && existing.getParent() != null) {
			existing = existing.getParent();
		}
		return existing.toRealPath().resolve(existing.relativize(folder));
	}

	/**
	 * What a disk is worth.
	 */
	public enum Kind {

		/**
		 * Part of the container or the pod: gone when that is replaced.
		 */
		TEMPORARY,

		/**
		 * A bucket that is made to look like a disk.
		 */
		OBJECT_STORE,

		/**
		 * A mount of its own.
		 */
		VOLUME,

		/**
		 * The system does not tell.
		 */
		UNKNOWN

	}

}
