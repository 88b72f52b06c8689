package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import minidocker.syscall.Linux;
import org.junit.jupiter.api.Test;

class MountTreeTest {
    private static final String HOST = """
            22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
            23 22 0:21 / /sys ro,nosuid shared:7 master:2 - sysfs sysfs rw
            24 23 0:6 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
            30 22 254:1 /home/with\\040blank\\134 /mnt/\\303\\244 rw - ext4 /dev/vda1 rw
            """;

    @Test
    void a_line_is_read_field_by_field_with_any_number_of_propagation_fields() {
        List<MountTree.Mounted> mounts = MountTree.parse(HOST).mounts();

        assertThat(mounts).hasSize(4);
        assertThat(mounts.get(1)).isEqualTo(new MountTree.Mounted(23, 22, "/", "/sys", "ro,nosuid", "shared:7 master:2", "sysfs", "sysfs"));
        assertThat(mounts.get(1).isReadOnly()).isTrue();
        assertThat(mounts.get(0).isReadOnly()).as("errors=remount-ro is no option of the mount").isFalse();
    }

    @Test
    void the_kernels_octal_escapes_are_undone() {
        MountTree.Mounted odd = MountTree.parse(HOST).mounts().get(3);

        assertThat(odd.root()).isEqualTo("/home/with blank\\");
        assertThat(odd.point()).isEqualTo("/mnt/ä");
    }

    @Test
    void a_mount_is_drawn_below_the_one_it_hangs_in_and_further_to_the_right() {
        String svg = MountTree.parse(HOST).toString();

        assertThat(svg.indexOf(">/sys<")).isLessThan(svg.indexOf(">/sys/fs/cgroup<"));
        assertThat(svg.indexOf(">/sys/fs/cgroup<")).isLessThan(svg.indexOf(">/mnt/ä<"));
        assertThat(svg).contains("x=\"12\"", "x=\"34\"", "x=\"56\"").contains("shared:7 master:2");
    }

    @Test
    void one_whose_parent_is_not_to_be_seen_is_a_top_of_its_own_and_one_that_is_its_own_parent_too() {
        assertThat(MountTree.parse("5 4 0:1 / / rw - tmpfs x rw\n9 9 0:2 / /a rw - tmpfs x rw\n").toString()).contains(">/<", ">/a<");
    }

    @Test
    void what_is_no_mountinfo_is_refused() {
        assertThatThrownBy(() -> MountTree.parse("/dev/vda1 / ext4 rw 0 0 x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void our_own_mounts_are_read_as_they_are() {
        assertThat(MountTree.of(Linux.getpid()).mounts()).extracting(MountTree.Mounted::point).contains("/", "/proc");
    }
}
