package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program finds itself to be: looked at from inside, and through /proc from outside. */
@Tag("kernel")
class RunProcessTest {
    private static CommandLineRun step;

    @BeforeAll
    static void needs_root() {
        Needs.root();
        step = CommandLineRun.of(Main.class).home(TestHome.folder());
    }

    @Test
    void the_root_directory_is_the_root_filesystem() throws IOException {
        String word = UUID.randomUUID().toString();
        Files.writeString(TestHome.hostbox().resolve("word"), word);
        assertThat(step.run("run", "cat", "/word")).isEqualTo(new Result(0, word, ""));
        assertThat(step.run("run", "ls", TestHome.folder().toString()).code()).isNotZero();
    }

    @Test
    void the_exit_code_is_the_programs() {
        int code = 3 + (int) (Math.random() * 100);
        assertThat(step.run("run", "sh", "-c", "exit " + code)).isEqualTo(new Result(code, "", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 9, 15})
    void a_program_that_a_signal_ended_gives_128_and_its_number(int signal) {
        assertThat(step.run("run", "sh", "-c", "kill -" + signal + " $$")).isEqualTo(new Result(128 + signal, "", ""));
    }

    @Test
    void the_environment_is_path_home_term_and_what_was_asked_for() {
        Result result = step.env("TERM", "vt220").env("TAKEN", "a b").env("NOT_TAKEN", "x")
                .run("run", "-e", "GIVEN=1=2", "-e", "TAKEN", "-e", "EMPTY=", "-e", "UNSET", "env");
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder("PATH=" + ProcessSpec.DEFAULT_PATH, "HOME=/root", "TERM=vt220", "GIVEN=1=2",
                "TAKEN=a b", "EMPTY=");
    }

    @Test
    void without_a_terminal_type_there_is_none_inside() {
        assertThat(step.env("TERM", null).run("run", "env").out()).doesNotContain("TERM");
    }

    @Test
    void the_working_directory_and_the_user_are_those_asked_for() {
        assertThat(step.run("run", "-w", "/etc", "-u", "1234:5678", "sh", "-c", "pwd; id -u; id -g; id -G").out())
                .isEqualTo("/etc\n1234\n5678\n5678\n");
        assertThat(step.run("run", "-u", "4294967294", "sh", "-c", "id -u; id -g; id -G").out()).isEqualTo("4294967294\n0\n0\n");
    }

    @Test
    void arguments_arrive_as_they_were_given() {
        assertThat(step.run("run", "sh", "-c", "printf '<%s>' \"$@\"", "sh", "", "a b", "@/etc/passwd", "--rm", "--", "-e",
                "'\"\\$HOME", "").out())
                .isEqualTo("<><a b><@/etc/passwd><--rm><--><-e><'\"\\$HOME><>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void bytes_of_any_encoding_arrive_in_every_locale(String locale) {
        String script = "export ODD=$(printf '\\303\\251\\377'); exec \"$@\" \"$(printf '\\303\\274 \\360\\237\\220\\263 \\376\\377')\"";
        Result result = step.env("LC_ALL", locale).by(script)
                .run("run", "-e", "ODD", "sh", "-c", "printf '%s %s' \"$ODD\" \"$1\" | od -An -tx1 | tr -d ' \\n'", "sh");
        assertThat(result).isEqualTo(new Result(0, "c3a9ff20" + "c3bc20f09f90b320feff", ""));
    }

    @Test
    void the_program_has_none_of_our_descriptors_and_no_signal_blocked_or_ignored() throws IOException {
        try (Running running = step.start("run", "sh", "-c", "echo $$; exec sleep 60")) {
            Path process = Path.of("/proc", running.awaitOut("\n").strip());
            try (var descriptors = Files.list(process.resolve("fd"))) {
                assertThat(descriptors.map(fd -> fd.getFileName().toString())).containsExactlyInAnyOrder("0", "1", "2");
            }
            assertThat(Files.readString(process.resolve("status"))).contains("SigBlk:\t0000000000000000")
                    // From 32 on they are libc's own, and Java's way to start a process leaves them ignored.
                    .containsPattern("SigIgn:\t[0-9a-f]{8}[08]0000000\n");
            assertThat(process.resolve("root").toRealPath()).isEqualTo(TestHome.hostbox().toRealPath());
            assertThat(parent(process)).isEqualTo(running.pid());
            running.signal("TERM");
            assertThat(running.result().code()).isEqualTo(143);
            assertThat(process).doesNotExist();
        }
    }

    private static long parent(Path process) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream().filter(line -> line.startsWith("PPid:"))
                .mapToLong(line -> Long.parseLong(line.substring(5).strip())).findFirst().orElseThrow();
    }

    @Test
    void a_limit_of_open_files_is_passed_on() {
        assertThat(step.by("ulimit -Sn 234; exec \"$@\"").run("run", "sh", "-c", "ulimit -Sn").out()).isEqualTo("234\n");
    }

    @Test
    void few_open_files_are_enough() {
        assertThat(step.by("ulimit -n 24; exec \"$@\"").run("run", "echo", "hello")).isEqualTo(new Result(0, "hello\n", ""));
    }

    @Test
    void what_is_closed_for_us_is_closed_for_the_program_and_no_file_of_ours() {
        Result input = step.by("exec \"$@\" <&-").run("run", "sh", "-c", "cat; echo $?");
        assertThat(input.out()).isEqualTo("1\n");
        assertThat(input.err()).contains("Bad file descriptor");

        step.by("exec \"$@\" <&- >&- 2>&-").run("run", "sh", "-c", "{ (: 3<&0) && cat; echo end; } >/read 2>/dev/null");
        assertThat(TestHome.hostbox().resolve("read")).hasContent("end\n");
    }

    @Test
    void a_here_document_is_standard_input_although_its_file_is_gone() {
        assertThat(step.through("/bin/bash", "-c", "\"$@\" <<<hello", "bash").run("run", "cat"))
                .isEqualTo(new Result(0, "hello\n", ""));
    }

    @Test
    void standard_input_comes_through() {
        String text = UUID.randomUUID().toString().repeat(1000);
        assertThat(step.input(text).run("run", "cat").out()).isEqualTo(text);
    }

    @Test
    void devices_that_scripts_count_on_are_there() {
        assertThat(step.run("run", "sh", "-c",
                "sleep 0 & wait; echo gone >/dev/null; head -c 5 /dev/urandom | wc -c; cat /dev/null; test -c /dev/tty"))
                .isEqualTo(new Result(0, "5\n", ""));
    }

    @Test
    void explain_runs_nothing() {
        Result result = step.env("COLUMNS", "100").run("run", "--explain", "sh", "-c", "echo $((6 * 7)) >/ran");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("chroot", "execve").doesNotContain("\n42");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(TestHome.hostbox().resolve("ran")).doesNotExist();
    }

    @Test
    void trace_tells_on_standard_error_what_each_call_returned() {
        Result result = step.run("run", "--trace", "sh", "-c", "echo out; echo err >&2");
        assertThat(result.out()).isEqualTo("out\n");
        List<String> lines = Arrays.asList(result.err().split("\n"));
        assertThat(lines.get(0)).isEqualTo("err");
        assertThat(lines.get(1)).matches(" *1 +prctl +option=PR_SET_DUMPABLE arg2=0 += 0");
        assertThat(lines).anyMatch(line -> line.contains("= it runs")).last().asString()
                .matches("clone3 to execve: [0-9]+[.,][0-9] ms");
    }

    @Test
    void a_trace_of_a_failure_ends_with_the_failure() {
        Result result = step.run("run", "--trace", "-w", "/no", "true");
        assertThat(result.err()).contains("path=/no").doesNotContain("execve path").endsWith("or make it first)\n");
    }
}
