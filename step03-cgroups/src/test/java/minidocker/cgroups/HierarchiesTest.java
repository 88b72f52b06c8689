package minidocker.cgroups;

import static minidocker.cgroups.Controller.CPU;
import static minidocker.cgroups.Controller.CPUACCT;
import static minidocker.cgroups.Controller.HUGETLB;
import static minidocker.cgroups.Controller.MEMORY;
import static minidocker.cgroups.Controller.PIDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Texts as they were found on machines of each kind. */
class HierarchiesTest {
    private static Hierarchies of(String cgroup, String mountinfo) {
        return Hierarchies.of(cgroup, mountinfo, mount -> "cpuset cpu io memory hugetlb pids rdma misc\n");
    }

    @Test
    void a_systemd_machine_has_one_hierarchy() {
        Hierarchies found = of("0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-u7.scope\n", """
                24 30 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
                29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
                31 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
                """);
        assertThat(found.isUnified()).isTrue();
        assertThat(found.unified().mount()).isEqualTo(Path.of("/sys/fs/cgroup"));
        assertThat(found.unified().own())
                .isEqualTo(Path.of("/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/run-u7.scope"));
        assertThat(found.controllers()).contains(MEMORY, PIDS, CPU).doesNotContain(CPUACCT);
    }

    @Test
    void a_hybrid_machine_has_one_hierarchy_for_each_controller_and_the_unified_one_last() {
        Hierarchies found = Hierarchies.of("""
                9:name=systemd:/
                8:pids:/
                4:memory:/some/group
                3:cpuset:/
                2:cpuacct:/
                1:cpu:/
                0::/
                """, """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
                33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
                34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
                40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
                """, mount -> mount.equals(Path.of("/sys/fs/cgroup/unified")) ? "hugetlb\n" : "wrong");
        assertThat(found.all()).hasSize(6);
        assertThat(found.all().get(5))
                .isEqualTo(new UnifiedHierarchy(Path.of("/sys/fs/cgroup/unified"), Path.of("/sys/fs/cgroup/unified"),
                Set.of(HUGETLB)));
        assertThat(found.with(MEMORY))
                .isEqualTo(new LegacyHierarchy(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup/memory/some/group"),
                Set.of(MEMORY)));
        assertThat(found.with(HUGETLB)).isInstanceOf(UnifiedHierarchy.class);
        assertThat(found.isUnified()).isFalse();
    }

    @Test
    void controllers_may_share_a_hierarchy_and_be_linked_to_under_other_names() {
        Hierarchies found = of("""
                12:pids:/user.slice/user-0.slice/session-4.scope
                7:cpu,cpuacct:/user.slice
                6:net_cls,net_prio:/
                3:perf_event:/
                1:name=systemd:/user.slice/user-0.slice/session-4.scope
                0::/user.slice/user-0.slice/session-4.scope
                """, """
                26 17 0:22 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,mode=755
                27 26 0:23 / /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime shared:10 - cgroup2 cgroup2 rw,nsdelegate
                28 26 0:24 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:11 - cgroup cgroup rw,xattr,name=systemd
                33 26 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid,nodev,noexec,relatime shared:16 - cgroup cgroup rw,cpu,cpuacct
                35 26 0:31 / /sys/fs/cgroup/net_cls,net_prio rw,nosuid,nodev,noexec,relatime shared:18 - cgroup cgroup rw,net_cls,net_prio
                37 26 0:33 / /sys/fs/cgroup/pids rw,nosuid,nodev,noexec,relatime shared:20 - cgroup cgroup rw,pids
                """);
        assertThat(found.with(CPU)).isSameAs(found.with(CPUACCT))
                .isEqualTo(new LegacyHierarchy(Path.of("/sys/fs/cgroup/cpu,cpuacct"),
                        Path.of("/sys/fs/cgroup/cpu,cpuacct/user.slice"), Set.of(CPU, CPUACCT)));
        assertThat(found.all()).hasSize(3);
    }

    @Test
    void pure_v1_has_no_unified_hierarchy() {
        Hierarchies found = of("4:memory:/\n", "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
        assertThat(found.unified()).isNull();
        assertThat(found.with(PIDS)).isNull();
    }

    @Test
    void in_a_container_of_v1_the_mount_shows_the_container_s_own_group() {
        String mountinfo = """
                735 730 0:32 /docker/3f2a /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:15 - cgroup cgroup rw,memory
                736 730 0:33 /docker/3f2a /sys/fs/cgroup/pids ro,nosuid,nodev,noexec,relatime master:16 - cgroup cgroup rw,pids
                """;
        Hierarchies found = of("4:memory:/docker/3f2a\n8:pids:/docker/3f2a/inner\n", mountinfo);
        assertThat(found.with(MEMORY).own()).isEqualTo(Path.of("/sys/fs/cgroup/memory"));
        assertThat(found.with(PIDS).own()).isEqualTo(Path.of("/sys/fs/cgroup/pids/inner"));
        assertThat(of("4:memory:/docker/3f2abc\n", mountinfo).with(MEMORY).own()).isNull();
    }

    @Test
    void with_a_cgroup_namespace_the_root_is_the_own_group_and_what_lies_outside_is_not_to_be_had() {
        String mountinfo = "735 730 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw\n";
        assertThat(of("0::/\n", mountinfo).unified().own()).isEqualTo(Path.of("/sys/fs/cgroup"));
        assertThat(of("0::/../other\n", mountinfo).unified().own()).isNull();
    }

    @Test
    void a_mount_on_top_of_another_hides_it_and_a_second_mount_of_the_same_is_left_out() {
        Hierarchies found = of("4:memory:/a\n0::/b\n", """
                30 29 0:40 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,pids
                35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                36 31 0:32 / /mnt/again rw - cgroup cgroup rw,memory
                37 31 0:38 / /mnt/with\\040blank rw - cgroup2 none rw
                """);
        assertThat(found.all()).hasSize(2);
        assertThat(found.with(MEMORY).mount()).isEqualTo(Path.of("/sys/fs/cgroup/memory"));
        assertThat(found.unified().own()).isEqualTo(Path.of("/mnt/with blank/b"));
    }

    @Test
    void paths_may_hold_colons_and_groups_may_be_gone() {
        ProcessGroups groups = ProcessGroups.parse("4:memory:/a:b:c\n0::/gone (deleted)\n\nnonsense\n");
        assertThat(groups.of(MEMORY)).isEqualTo("/a:b:c");
        assertThat(groups.unified()).isEqualTo("/gone");
        assertThat(groups.of(PIDS)).isNull();
    }

    @Test
    void a_machine_without_any_has_none() {
        assertThat(of("", "31 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n").all()).isEmpty();
    }
}
