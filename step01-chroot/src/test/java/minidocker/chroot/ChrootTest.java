package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import minidocker.syscall.Call;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of this step, read and not run. */
class ChrootTest {
    private static final List<String> ENVIRONMENT = List.of("PATH=/usr/bin:/bin", "HOME=/root");
    private static final ProcessSpec SHELL = new ProcessSpec(List.of("sh", "-c", "id"), ENVIRONMENT, "/", null);
    private static final ProcessSpec AS_USER = new ProcessSpec(List.of("/bin/id"), ENVIRONMENT, "/srv", new User(1000, 50));

    @Test
    void run_is_this_list() {
        assertThat(Chroot.program("/srv/box", SHELL)).hasToString("""
                clone3 0
                prctl option=PR_SET_DUMPABLE arg2=0
                rt_sigprocmask how=SIG_SETMASK set=none
                rt_sigaction signum=SIGQUIT act=SIG_DFL
                close_range first=3 last=~0 flags=CLOSE_RANGE_CLOEXEC
                chroot path=/srv/box
                chdir path=/
                prctl option=PR_SET_PDEATHSIG arg2=SIGKILL
                close fd=<running-reader>
                write fd=<running> buf=!
                execve pathname=/usr/bin/sh argv=[sh, -c, id] envp={2 variables}
                execve pathname=/bin/sh argv=[sh, -c, id] envp={2 variables}
                """);
    }

    @Test
    void a_user_and_a_working_directory_are_a_few_calls_more() {
        assertThat(Chroot.program("/srv/box", AS_USER).calls().stream().map(Call::toString)).endsWith(
                "chroot path=/srv/box",
                "chdir path=/",
                "chdir path=/srv",
                "setgroups list=[]",
                "setresgid rgid=50 egid=50 sgid=50",
                "setresuid ruid=1000 euid=1000 suid=1000",
                "prctl option=PR_SET_PDEATHSIG arg2=SIGKILL",
                "close fd=<running-reader>",
                "write fd=<running> buf=!",
                "execve pathname=/bin/id argv=[/bin/id] envp={2 variables}");
    }

    @Test
    void in_a_user_namespace_it_waits_for_its_maps_before_anything_else() {
        SyscallProgram program = Chroot.programInUserNamespace("/srv/box", AS_USER);
        assertThat(program.has(CloneFlag.CLONE_NEWUSER)).isTrue();
        assertThat(program.gates()).containsExactly(UserNamespace.GATE);
        assertThat(program.calls().stream().map(Call::toString)).startsWith("close fd=<maps-writer>", "read fd=<maps> buf=&maps")
                .doesNotContain("setgroups list=[]");
    }

    @Test
    void only_looking_for_the_command_and_closing_descriptors_may_fail() {
        assertThat(Chroot.program("/srv/box", SHELL).calls().stream().filter(Call::mayFail)
                .map(call -> call.syscall().toString()))
                .containsExactly("close_range", "execve");
    }

    @Test
    void the_escape_is_chroot_once_more() {
        assertThat(Escape.toRead(SyscallProgram.inNewProcess("inside"), "/etc/hostname").calls().stream().map(Call::toString))
                .containsExactly(
                "mkdirat pathname=/.escape mode=0700",
                "chroot path=/.escape",
                "chdir path=" + "../".repeat(64),
                "chroot path=.",
                "openat pathname=/etc/hostname",
                "read fd=<file> buf=&secret",
                "exit_group status=0");
    }

    static Stream<SyscallProgram> programs() {
        return Stream.of(Chroot.program("/srv/box", SHELL), Chroot.program("/srv/box", AS_USER),
                Chroot.programInUserNamespace("/srv/box", SHELL),
                Chroot.programInUserNamespace("/srv/box", AS_USER),
                Escape.toRead(Chroot.enter(SyscallProgram.inNewProcess("inside"), "/srv/box"), "/etc/hostname"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void every_call_says_why_it_stands_there(SyscallProgram program) {
        assertThat(program.cloneWhy()).isNotBlank();
        assertThat(program.calls()).allSatisfy(call -> assertThat(call.why()).as(call.toString()).isNotBlank());
    }
}
