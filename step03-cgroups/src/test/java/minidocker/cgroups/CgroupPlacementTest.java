package minidocker.cgroups;

import static minidocker.syscall.ProcessCalls.exitGroup;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import minidocker.syscall.Call;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Syscall;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;

class CgroupPlacementTest {
    private static final SyscallProgram PROGRAM = SyscallProgram.inNewProcess("a container", CloneFlag.CLONE_NEWPID,
            CloneFlag.CLONE_NEWCGROUP)
            .waitForParent("maps", "the maps").then(exitGroup(0), "the end");

    private static final Path FS = Path.of("/sys/fs/cgroup");
    private static final UnifiedHierarchy UNIFIED = new UnifiedHierarchy(FS.resolve("unified"), FS, Set.of());
    private static final LegacyHierarchy MEMORY = new LegacyHierarchy(FS.resolve("memory"), FS, Set.of(Controller.MEMORY));
    private static final LegacyHierarchy CPU = new LegacyHierarchy(FS.resolve("cpu,cpuacct"), FS, Set.of(Controller.CPU,
            Controller.CPUACCT));
    private static final Hierarchies V2 = new Hierarchies(List.of(UNIFIED));
    private static final Hierarchies V1 = new Hierarchies(List.of(MEMORY, CPU));
    private static final Hierarchies HYBRID = new Hierarchies(List.of(MEMORY, CPU, UNIFIED));

    private static List<Syscall> calls(SyscallProgram program) {
        return program.calls().stream().map(Call::syscall).toList();
    }

    @Test
    void in_v2_the_child_is_born_in_its_group() {
        SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, V2);
        assertThat(prepared.has(CloneFlag.CLONE_INTO_CGROUP)).isTrue();
        assertThat(prepared.has(CloneFlag.CLONE_NEWPID)).isTrue();
        assertThat(prepared.gates()).containsExactly("maps");
        assertThat(prepared.cloneWhy()).startsWith("a container; ");
    }

    @Test
    void in_v1_the_first_that_the_child_does_is_to_write_itself_into_its_groups() {
        SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, V1);
        assertThat(prepared.has(CloneFlag.CLONE_INTO_CGROUP)).isFalse();
        assertThat(prepared.gates()).containsExactly("maps");
        assertThat(prepared.calls()).extracting(Call::toString).startsWith("write fd=<memory-group> buf=0",
                "write fd=<cpu,cpuacct-group> buf=0", "unshare flags=CLONE_NEWCGROUP");
        assertThat(calls(prepared)).endsWith(calls(PROGRAM).toArray(new Syscall[0]));
    }

    @Test
    void on_a_hybrid_machine_it_does_both() {
        SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, HYBRID);
        assertThat(prepared.has(CloneFlag.CLONE_INTO_CGROUP)).isTrue();
        assertThat(calls(prepared)).startsWith(Syscall.WRITE, Syscall.WRITE, Syscall.UNSHARE);
    }

    @Test
    void the_cgroup_namespace_is_made_by_the_child_once_it_is_in_its_group() {
        for (Hierarchies hierarchies : List.of(V2, V1, HYBRID)) {
            SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, hierarchies);
            assertThat(prepared.has(CloneFlag.CLONE_NEWCGROUP)).isFalse();
            assertThat(prepared.calls()).extracting(Call::toString).containsOnlyOnce("unshare flags=CLONE_NEWCGROUP");
        }
        SyscallProgram without = SyscallProgram.inNewProcess("").then(exitGroup(0), "");
        assertThat(calls(CgroupPlacement.prepare(without, V2))).containsExactly(Syscall.EXIT_GROUP);
    }
}
