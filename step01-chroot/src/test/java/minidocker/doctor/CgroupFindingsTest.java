package minidocker.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import minidocker.doctor.CgroupFindings.Rights;
import minidocker.doctor.CgroupTree.Version;
import minidocker.doctor.Distribution.Family;
import org.junit.jupiter.api.Test;

class CgroupFindingsTest {
    private static final ProcessStatus ROOT = new ProcessStatus(0, -1, 0, false);
    private static final ProcessStatus ALICE = new ProcessStatus(1000, 0, 0, false);
    private static final Distribution FEDORA = new Distribution(Family.FEDORA, true);
    private static final Set<String> FULL = Set.of("cpuset", "cpu", "io", "memory", "pids");
    private static final String ROOT_MOUNT = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n";
    private static final String SYSTEMD = ROOT_MOUNT
            + "31 23 0:27 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n";
    private static final String HYBRID = ROOT_MOUNT + """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:3 - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            36 31 0:33 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset,clone_children
            38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio
            39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;
    private static final String SESSION = "0::/user.slice/user-1000.slice/session-3.scope\n";

    private static CgroupTree v2() {
        return CgroupTree.parse(SYSTEMD, SESSION);
    }

    @Test
    void a_pure_version_2_tree_is_recognised_with_our_place_in_it() {
        assertThat(v2().version()).isEqualTo(Version.V2);
        assertThat(v2().own()).isEqualTo("/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope");
    }

    @Test
    void a_hybrid_tree_has_controllers_on_both_sides() {
        CgroupTree tree = CgroupTree.parse(HYBRID, "4:memory:/process\n0::/\n");
        assertThat(tree.version()).isEqualTo(Version.HYBRID);
        assertThat(tree.v1()).containsOnlyKeys("cpu", "cpuacct", "memory", "cpuset", "blkio", "pids")
                .containsEntry("cpuacct", "/sys/fs/cgroup/cpu,cpuacct");
        assertThat(tree.own()).isEqualTo("/sys/fs/cgroup/unified");
        assertThat(CgroupFindings.cgroups(tree, Set.of("hugetlb"), FEDORA).state()).isEqualTo(State.OK);
        assertThat(CgroupFindings.cgroups(tree, Set.of(), FEDORA).found()).contains("empty version 2");
    }

    @Test
    void version_1_alone_is_recognised() {
        String withoutUnified = HYBRID.replaceAll("(?m)^.*cgroup2.*\n", "");
        assertThat(CgroupTree.parse(withoutUnified, "4:memory:/\n").version()).isEqualTo(Version.V1);
    }

    @Test
    void in_a_container_the_mount_begins_below_the_top() {
        String inside = "31 23 0:27 /docker/abc /sys/fs/cgroup ro,relatime - cgroup2 cgroup rw\n";
        assertThat(CgroupTree.parse(inside, "0::/docker/abc\n").own()).isEqualTo("/sys/fs/cgroup");
        assertThat(CgroupTree.parse(inside, "0::/docker/abc/sub\n").own()).isEqualTo("/sys/fs/cgroup/sub");
        assertThat(CgroupTree.parse(inside, "0::/docker/abcdef\n").own()).isNull();
        assertThat(CgroupTree.parse(inside, "0::/../other\n").own()).isNull();
    }

    @Test
    void odd_lines_do_no_harm() {
        String odd = "\nnonsense\n1 2 3 - \n31 23 0:27 / /mnt/my\\040groups rw - cgroup2 none rw\n";
        CgroupTree tree = CgroupTree.parse(odd, "");
        assertThat(tree.unified()).isEqualTo("/mnt/my groups");
        assertThat(tree.own()).isNull();
        assertThat(CgroupTree.parse("", "").version()).isEqualTo(Version.NONE);
        assertThat(CgroupTree.controllers("\n")).isEmpty();
        assertThat(CgroupTree.controllers("cpu io\n")).containsExactly("cpu", "io");
    }

    @Test
    void of_several_version_2_mounts_the_usual_place_counts() {
        String second = "50 27 0:27 / /run/cgroup rw - cgroup2 none rw\n";
        assertThat(CgroupTree.parse(second + SYSTEMD, SESSION).unified()).isEqualTo("/sys/fs/cgroup");
        assertThat(CgroupTree.parse(SYSTEMD + second, SESSION).unified()).isEqualTo("/sys/fs/cgroup");
    }

    @Test
    void absent_controllers_are_named() {
        Finding noMemory = CgroupFindings.cgroups(v2(), Set.of("cpuset", "cpu", "io", "pids"), FEDORA);
        assertThat(noMemory.state()).isEqualTo(State.LIMITED);
        assertThat(noMemory.found()).endsWith("without memory");
        assertThat(noMemory.remedy()).contains("cgroup_enable=memory");
        assertThat(CgroupFindings.cgroups(v2(), FULL, FEDORA).state()).isEqualTo(State.OK);
        assertThat(CgroupFindings.cgroups(CgroupTree.parse(ROOT_MOUNT, ""), Set.of(), FEDORA).state()).isEqualTo(State.MISSING);
    }

    @Test
    void root_may_make_groups_unless_they_are_mounted_read_only() {
        assertThat(CgroupFindings.delegation(v2(), ROOT, new Rights(FULL, true, FULL, null)).state()).isEqualTo(State.OK);
        assertThat(CgroupFindings.delegation(v2(), ROOT, new Rights(FULL, false, Set.of(), null)).remedy())
                .contains("--privileged");
    }

    @Test
    void an_ordinary_user_needs_delegation() {
        assertThat(CgroupFindings.delegation(v2(), ALICE, new Rights(FULL, true, FULL, FULL)).state()).isEqualTo(State.OK);
        Finding some = CgroupFindings.delegation(v2(), ALICE, new Rights(FULL, true, Set.of("memory", "pids"), null));
        assertThat(some.found()).endsWith("without cpu, cpuset, io");
        assertThat(some.remedy()).contains("Delegate=");
        assertThat(CgroupFindings.delegation(v2(), ALICE, new Rights(FULL, false, Set.of(), FULL)).remedy())
                .contains("systemd-run --user --scope");
        assertThat(CgroupFindings.delegation(v2(), ALICE, new Rights(FULL, false, Set.of(), null)).state())
                .isEqualTo(State.MISSING);
        CgroupTree hybrid = CgroupTree.parse(HYBRID, "0::/\n");
        assertThat(CgroupFindings.delegation(hybrid, ALICE, new Rights(Set.of(), false, Set.of(), null)).found())
                .contains("root's alone");
    }
}
