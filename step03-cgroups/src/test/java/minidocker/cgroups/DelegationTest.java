package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an ordinary user has of control groups: all of it where systemd delegates, one sentence where nobody does. */
@Tag("unprivileged")
@Timeout(300)
class DelegationTest {
    private static final MemorySize SMALL = MemorySize.ofMebibytes(32);

    @BeforeEach
    void needsAnOrdinaryUser() {
        assumeTrue(Hierarchies.ofThisMachine().isUnified(), "kernel: control groups of version 1 are not delegated");
        Needs.ordinaryUser();
    }

    private static CgroupParent delegated() {
        Hierarchies here = Hierarchies.ofThisMachine();
        assumeTrue(here.isUnified(), "kernel: control groups of version 1 are not delegated");
        try {
            return Kernel.parent(here);
        } catch (UserError none) {
            assumeTrue(false, "kernel: " + none.getMessage());
            throw none;
        }
    }

    @Test
    void limits_hold_in_a_delegated_group_and_nothing_is_left() {
        try (CgroupParent parent = delegated()) {
            Limits limits = Limits.NONE.with(new MemoryLimits(SMALL, null, SMALL.bytes(), null, false)).withPids(12L)
                    .with(CpuLimits.ofCpus(new BigDecimal("0.5"), 1)).withDevices(DeviceRule.DEFAULT);
            Cgroup group = parent.create(GroupName.random("user"), limits);
            assertThat(group.warnings()).isEmpty();
            assertThat(Kernel.run(group, "exec tail /dev/zero")).isEqualTo(137);
            assertThat(group.wasOutOfMemory()).isTrue();
            try (Child child = Kernel.start(group, "b() { b | b & }; while :; do (b) 2> /dev/null; done & exec sleep 1000")) {
                assertThat(Patience.until(() -> group.statistics().tasks().current() > 8, 60_000)).isTrue();
                assertThat(group.statistics().tasks().current()).isLessThanOrEqualTo(12);
                group.freeze();
                assertThat(group.isFrozen()).isTrue();
                group.kill();
                assertThat(group.processes()).isEmpty();
                assertThat(child.waitFor().code()).isEqualTo(137);
            }
            Path folder = group.folder();
            group.close();
            assertThat(folder).doesNotExist();
            assertThat(folder.getParent()).doesNotExist();
        }
    }

    @Test
    void every_mini_docker_of_the_user_finds_the_same_place() {
        try (CgroupParent one = delegated(); CgroupParent other = delegated()) {
            try (Cgroup first = one.create(GroupName.random(""), Limits.NONE); Cgroup second = other.create(GroupName.random(""),
                    Limits.NONE)) {
                assertThat(first.folder().getParent().getParent()).isEqualTo(second.folder().getParent().getParent());
            }
        }
    }

    @Test
    void rules_for_devices_beyond_the_default_are_said_to_be_root_s() {
        try (CgroupParent parent = delegated(); Cgroup group = parent.create(GroupName.random(""),
                Limits.NONE.withDevices(java.util.List.of()))) {
            assertThat(group.warnings()).hasSize(1).first().asString().startsWith("Devices are not limited").contains("EPERM")
                    .contains("Run as root");
        }
    }

    @Test
    void what_is_not_delegated_is_refused_with_what_to_do() {
        try (CgroupParent parent = delegated()) {
            Hierarchy unified = parent.hierarchies().unified();
            assumeTrue(!parent.available().contains(Controller.IO), "kernel: all controllers of " + unified.mount()
                    + " are delegated");
            Limits limits = Limits.NONE.with(new IoLimits(100, java.util.List.of(), java.util.List.of(), java.util.List.of(),
                    java.util.List.of()));
            assertThatThrownBy(() -> parent.create(GroupName.random(""), limits)).isInstanceOf(UserError.class)
                    .hasMessageStartingWith("this limit needs the controller io, which is not delegated to you: as root, put Delegate=");
        }
    }

    @Test
    void where_nothing_is_delegated_one_sentence_says_how_to_get_it() {
        UnifiedHierarchy elsewhere = new UnifiedHierarchy(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/no-such-group"),
                Set.of());
        assertThatThrownBy(() -> Delegation.find(elsewhere, 1000)).isInstanceOf(UserError.class)
                .hasMessageContaining("systemd-run --user --scope -p Delegate=yes mini-docker")
                        .hasMessageContaining("--no-limits");
    }

    @Test
    void version_1_is_not_for_ordinary_users() {
        Hierarchies legacy = Hierarchies.of("4:memory:/\n", "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
                mount -> "");
        assertThatThrownBy(() -> CgroupParent.find(legacy, "mini-docker", 1000)).isInstanceOf(UserError.class)
                .hasMessageStartingWith("this machine has control groups of version 1").hasMessageContaining("--no-limits");
    }
}
