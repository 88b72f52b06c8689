package minidocker.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyscallReferenceTest {
    private final String reference = new SyscallReference(JavaSource.ofSteps(Path.of("..").toAbsolutePath().normalize())).asciidoc();

    /** From its heading to the next. */
    private String section(String call) {
        int start = reference.indexOf("[discrete#call-" + call + "]");
        assertThat(start).as(call).isNotNegative();
        int end = reference.indexOf("[discrete#", start + 1);
        return reference.substring(start, end < 0 ? reference.length() : end);
    }

    @Test
    void a_call_has_its_prototype_its_numbers_its_reasons_and_what_its_errors_mean() {
        assertThat(section("chroot")).contains("int chroot(const char *path);", "number 161 on x86-64, 51 on aarch64", "chroot(2)",
                "every path that starts with / starts there", "EPERM", "add --user-namespace", "in programs of step 1");
        assertThat(section("pivot-root")).contains("pivot_root(const char *new_root", "the new root on top", "in programs of step 2");
        assertThat(section("execve")).contains("the list ends here: from now on the process is this program");
        assertThat(section("pidfd-open")).contains("by the JVM itself");
        assertThat(section("clone3")).contains("a process of its own; so far it is a copy of this one", "in programs of step 1, 2, 3, 4, 6");
        assertThat(section("bind")).contains("int bind(int sockfd");
        assertThat(section("socket")).doesNotContain("int bind(");
        assertThat(section("rt-sigprocmask")).contains("int sigprocmask(int how", "no signal is blocked", "in programs of step 1");
    }

    @Test
    void every_call_is_there_once_and_ours_are_not() {
        List<String> headings = Arrays.stream(reference.split("\n")).filter(line -> line.startsWith("[discrete#")).toList();
        assertThat(headings).doesNotHaveDuplicates().hasSizeGreaterThan(60)
                .doesNotContain("[discrete#call-load]", "[discrete#call-branch]");
    }
}
