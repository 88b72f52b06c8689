package minidocker.cgroups;

import static minidocker.syscall.ProcessCalls.exitGroup;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import minidocker.syscall.Call;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Syscall;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;

class CgroupPlacementTest {
    private static final SyscallProgram PROGRAM = SyscallProgram.inNewProcess("a container", CloneFlag.CLONE_NEWPID,
            CloneFlag.CLONE_NEWCGROUP)
            .waitForParent("maps", "the maps").then(exitGroup(0), "the end");

    private static List<Syscall> calls(SyscallProgram program) {
        return program.calls().stream().map(Call::syscall).toList();
    }

    @Test
    void in_v2_the_child_is_born_in_its_group() {
        SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, true);
        assertThat(prepared.has(CloneFlag.CLONE_INTO_CGROUP)).isTrue();
        assertThat(prepared.has(CloneFlag.CLONE_NEWPID)).isTrue();
        assertThat(prepared.gates()).containsExactly("maps");
        assertThat(prepared.cloneWhy()).startsWith("a container; ");
    }

    @Test
    void in_v1_waiting_for_the_group_is_the_first_that_the_child_does() {
        SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, false);
        assertThat(prepared.has(CloneFlag.CLONE_INTO_CGROUP)).isFalse();
        assertThat(prepared.gates()).hasSize(2).endsWith("maps");
        assertThat(calls(prepared)).startsWith(Syscall.CLOSE, Syscall.READ, Syscall.BRANCH, Syscall.EXIT_GROUP, Syscall.UNSHARE);
        assertThat(calls(prepared)).endsWith(calls(PROGRAM).toArray(new Syscall[0]));
    }

    @Test
    void the_cgroup_namespace_is_made_by_the_child_once_it_is_in_its_group() {
        for (boolean unified : new boolean[] {true, false}) {
            SyscallProgram prepared = CgroupPlacement.prepare(PROGRAM, unified);
            assertThat(prepared.has(CloneFlag.CLONE_NEWCGROUP)).isFalse();
            assertThat(prepared.calls()).extracting(Call::toString).containsOnlyOnce("unshare flags=CLONE_NEWCGROUP");
        }
        SyscallProgram without = SyscallProgram.inNewProcess("").then(exitGroup(0), "");
        assertThat(calls(CgroupPlacement.prepare(without, true))).containsExactly(Syscall.EXIT_GROUP);
    }
}
