package minidocker.syscall;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.fd;
import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.ProcessCalls.disposition;
import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.setResourceLimit;
import static minidocker.syscall.ProcessCalls.setgroups;
import static minidocker.syscall.ProcessCalls.setresuid;
import static minidocker.syscall.ProcessCalls.setsid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import minidocker.syscall.Operand.Int;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallTest {
    static Stream<Arguments> shown() {
        return Stream.of(
                Arguments.of(openat("/etc/passwd"), "openat pathname=/etc/passwd"),
                Arguments.of(openat("/new file", 0640, OpenFlag.O_WRONLY, OpenFlag.O_CREAT),
                        "openat pathname=\"/new file\" flags=O_WRONLY|O_CREAT mode=0640"),
                Arguments.of(mkdir("/tmp", 01777), "mkdirat pathname=/tmp mode=01777"),
                Arguments.of(write(fd(1), "a\n\u001b[31m"), "write fd=1 buf=a\\n\\x1b[31m"),
                Arguments.of(dup3(fd(3), 0), "dup3 oldfd=3 newfd=0"),
                Arguments.of(closeOnExecFrom(3), "close_range first=3 last=~0 flags=CLOSE_RANGE_CLOEXEC"),
                Arguments.of(disposition(Signal.SIGQUIT, true), "rt_sigaction signum=SIGQUIT act=SIG_IGN"),
                Arguments.of(setResourceLimit("RLIMIT_NOFILE", 7, 1024, -1),
                        "prlimit64 pid=0 resource=RLIMIT_NOFILE new_limit=1024:unlimited"),
                Arguments.of(setgroups(List.of()), "setgroups list=[]"),
                Arguments.of(setresuid(5), "setresuid ruid=5 euid=5 suid=5"),
                Arguments.of(setsid(), "setsid"),
                Arguments.of(execve("/bin/sh", List.of("sh", "-c", "echo a"), List.of("A=1", "B=2")),
                        "execve pathname=/bin/sh argv=[sh, -c, \"echo a\"] envp={2 variables}"));
    }

    @ParameterizedTest
    @MethodSource("shown")
    void a_call_is_shown_decoded_and_without_what_says_nothing(Call call, String text) {
        assertThat(call).hasToString(text);
    }

    @Test
    void of_a_long_command_line_the_beginning_is_shown_and_how_long_it_is() {
        assertThat(execve("/bin/x", Collections.nCopies(2000, "argument"), List.of()).operands())
                .startsWith("pathname=/bin/x argv=[argument, argument, ").contains("..., 2000 in all] ").hasSizeLessThan(300);
    }

    @Test
    void a_failure_is_told_by_name_and_words_or_by_the_hint_for_it() {
        Call call = chdir("/x").hint(Errno.ENOENT, "make it first");
        assertThat(call.failure(Errno.ENOENT.number())).isEqualTo("ENOENT (make it first)");
        assertThat(call.failure(Errno.EACCES.number())).isEqualTo("EACCES (Permission denied)");
        assertThat(call.failure(512)).isEqualTo("errno 512");
    }

    @Test
    void changes_leave_the_original_alone_and_keep_what_was_said_before() {
        Call plain = chdir("/x");
        Call call = plain.as("there").hint(Errno.ENOENT, "a").hint(Errno.EACCES, "b").orGoOn().because("so");
        assertThat(plain.name()).isNull();
        assertThat(plain.mayFail()).isFalse();
        assertThat(plain.hints()).isEmpty();
        assertThat(call.name()).isEqualTo("there");
        assertThat(call.mayFail()).isTrue();
        assertThat(call.why()).isEqualTo("so");
        assertThat(call.hints()).containsOnlyKeys(Errno.ENOENT, Errno.EACCES);
        assertThat(call.as("again").hint(Errno.EPERM, "c").mayFail()).isTrue();
    }

    @Test
    void the_kernel_takes_six_arguments() {
        Argument[] seven = Collections.nCopies(7, new Argument("x", new Int(0))).toArray(new Argument[0]);
        assertThatThrownBy(() -> Call.of(Syscall.READ, seven)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes six");
    }

    @Test
    void a_text_has_no_zero_byte() {
        assertThatThrownBy(() -> chdir("/a\0b")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("zero byte");
    }
}
