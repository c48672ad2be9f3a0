package io.wxomedia.platform;

import java.nio.file.Path;
import java.util.List;

import io.wxomedia.platform.DataDisk.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DataDisk}.
 */
class DataDiskTests {

	private static final String ROOT = "1 0 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/l";

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					the container's layer      |                                                                                       | TEMPORARY | overlay
					another folder's mount     | 2 1 8:1 / /database rw - ext4 /dev/sda1 rw                                            | TEMPORARY | overlay
					a volume                   | 2 1 8:16 / /data rw,relatime shared:1 master:2 - ext4 /dev/sdb rw                     | VOLUME    | ext4
					a volume around it         | 2 1 8:16 / / rw - ext4 /dev/sdb rw                                                    | TEMPORARY | ext4
					a share                    | 2 1 0:60 / /data rw - nfs4 10.0.0.2:/share rw                                         | VOLUME    | nfs4
					memory                     | 2 1 0:61 / /data rw - tmpfs tmpfs rw                                                  | TEMPORARY | tmpfs
					an emptyDir                | 2 1 8:1 /var/lib/kubelet/pods/1a/volumes/kubernetes.io~empty-dir/d /data rw - ext4 /dev/sda1 rw | TEMPORARY | ext4
					a local persistent volume  | 2 1 8:1 /var/lib/kubelet/pods/1a/volumes/kubernetes.io~local-volume/d /data rw - ext4 /dev/sda1 rw | VOLUME | ext4
					a bucket                   | 2 1 0:62 / /data rw - fuse.s3fs s3fs rw                                               | OBJECT_STORE | fuse.s3fs
					not a mount                | nonsense - ext4                                                                       | TEMPORARY | overlay
					""")
	void kindFollowsTheMountThatIsNearest(String what, String mount, Kind kind, String type) {
		List<String> mounts = (mount != null) ? List.of(ROOT, mount) : List.of(ROOT);
		assertThat(DataDisk.of(Path.of("/data/db"), mounts)).as(what).isEqualTo(new DataDisk(kind, type));
	}

	@Test
	void laterMountHidesEarlierOneAtTheSamePlace() {
		assertThat(DataDisk.of(Path.of("/data"),
				List.of(ROOT, "2 1 8:1 / /data rw - ext4 /dev/sda1 rw", "3 2 0:5 / /data rw - tmpfs tmpfs rw")))
			.isEqualTo(new DataDisk(Kind.TEMPORARY, "tmpfs"));
	}

	@Test
	void spacesInAMountPointAreEscaped() {
		assertThat(DataDisk.of(Path.of("/my data/db"), List.of(ROOT, "2 1 8:1 / /my\\040data rw - xfs /dev/sda1 rw")))
			.isEqualTo(new DataDisk(Kind.VOLUME, "xfs"));
	}

	@Test
	void diskIsUnknownWhenNoMountFits() {
		assertThat(DataDisk.of(Path.of("/data"), List.of())).isEqualTo(new DataDisk(Kind.UNKNOWN, "unknown"));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void folderNeedNotExistYet(@TempDir Path folder) {
		DataDisk disk = DataDisk.of(folder.resolve("not/yet"));
		assertThat(disk).isEqualTo(DataDisk.of(folder));
		assertThat(disk.kind()).isNotEqualTo(Kind.UNKNOWN);
	}

}
