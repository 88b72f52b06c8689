package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import minidocker.syscall.Architecture;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong ends with the right exit code and one sentence. */
@Tag("kernel")
class RunErrorsTest {
    private static CommandLineRun step;

    @BeforeAll
    static void needs_root() {
        Needs.root();
        step = CommandLineRun.of(Main.class).home(TestHome.folder());
    }

    private static Result sentence(int code, String sentence) {
        return new Result(code, "", "mini-docker: " + sentence + "\n");
    }

    private static Path file(String name, byte[] content, String mode) throws IOException {
        Path file = Files.write(TestHome.hostbox().resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void a_missing_root_filesystem() {
        Path missing = TestHome.folder().resolve("missing");
        assertThat(step.run("run", "--rootfs", missing.toString(), "true"))
                .isEqualTo(sentence(125, "there is no root filesystem " + missing + ": 'rootfs create " + missing
                        + "' makes one"));
    }

    @Test
    void a_file_for_a_root_filesystem() {
        assertThat(step.run("run", "--rootfs", "/etc/passwd", "true"))
                .isEqualTo(sentence(125,
                        "/etc/passwd is a file; a root filesystem is a folder, and 'rootfs create DIR' makes one"));
    }

    @Test
    void a_root_filesystem_without_a_name() {
        assertThat(step.run("run", "--rootfs", "", "true"))
                .isEqualTo(sentence(125, "the root filesystem has an empty name: name its folder, or leave out --rootfs"));
    }

    @Test
    void no_such_command() {
        Result result = step.run("run", "no-such-command", "x");
        assertThat(result).isEqualTo(sentence(127, "no-such-command: no such command in the root filesystem (looked for it in "
                + ProcessSpec.DEFAULT_PATH + "); 'rootfs create --with' takes more programs along"));
    }

    @Test
    void no_such_file() {
        assertThat(step.run("run", "/opt/nothing"))
                .isEqualTo(sentence(127, "there is no file /opt/nothing in the root filesystem; 'rootfs create --with' takes more programs along"));
    }

    @Test
    void a_path_through_a_file() {
        assertThat(step.run("run", "/etc/passwd/x"))
                .isEqualTo(sentence(127, "/etc/passwd/x leads through something that is not a folder"));
    }

    @Test
    void a_command_that_is_a_folder() {
        assertThat(step.run("run", "/etc")).isEqualTo(sentence(126, "/etc is a folder, not a program"));
    }

    @Test
    void a_command_that_is_not_executable() {
        assertThat(step.run("run", "/etc/passwd"))
                .isEqualTo(sentence(126, "/etc/passwd is not executable (rw-r--r--): chmod +x makes it so"));
    }

    @Test
    void a_command_in_path_that_is_not_executable_counts_more_than_places_without_it() throws IOException {
        Files.createDirectories(TestHome.hostbox().resolve("opt/bin"));
        file("opt/bin/locked", new byte[0], "rw-------");
        assertThat(step.run("run", "-e", "PATH=/bin:/opt/bin:/sbin", "locked"))
                .isEqualTo(sentence(126, "/opt/bin/locked is not executable (rw-------): chmod +x makes it so"));
    }

    @Test
    void a_program_for_another_architecture() throws IOException {
        Architecture other = Architecture.current() == Architecture.X86_64 ? Architecture.AARCH64 : Architecture.X86_64;
        ByteBuffer elf = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(16, (short) 2).putShort(18, (short) other.elfMachine())
                .putInt(20, 1);
        elf.putShort(52, (short) 64).putShort(54, (short) 56);
        file("foreign", elf.array(), "rwxr-xr-x");
        assertThat(step.run("run", "/foreign"))
                .isEqualTo(sentence(126, "/foreign is a program for " + other.kernelName() + ", which this machine is not"));
    }

    @Test
    void a_script_whose_interpreter_is_missing() throws IOException {
        file("script", "#!/opt/no/python -u\n".getBytes(), "rwxr-xr-x");
        assertThat(step.run("run", "/script")).isEqualTo(sentence(127,
                "/script is there, but what it needs to start is not: /opt/no/python, which its first line names, is missing in the root filesystem"));
    }

    @Test
    void a_program_whose_loader_is_missing() throws IOException {
        Path other = TestHome.folder().resolve("without-loader");
        Files.createDirectories(other.resolve("bin"));
        Files.copy(Path.of("/bin/sh").toRealPath(), other.resolve("bin/sh"));
        Result result = step.run("run", "--rootfs", other.toString(), "sh");
        assertThat(result.code()).isEqualTo(127);
        assertThat(result.err()).startsWith("mini-docker: /bin/sh is there, but what it needs to start is not: its loader /lib")
                .hasLineCount(1);
    }

    @Test
    void a_file_that_is_no_program() throws IOException {
        file("text", "hello".getBytes(), "rwxr-xr-x");
        assertThat(step.run("run", "/text"))
                .isEqualTo(sentence(126, "/text is neither a program nor a script: a script begins with #! and its interpreter"));
    }

    @Test
    void an_empty_command() {
        assertThat(step.run("run", "")).isEqualTo(sentence(125, "the command is empty: name a program, such as sh"));
    }

    @Test
    void no_command() {
        Result result = step.run("run");
        assertThat(result)
                .isEqualTo(new Result(125, "",
                "mini-docker: Missing required parameter: 'CMD'.\nSee 'mini-docker run --help'.\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-w | relative | the working directory relative is relative: give it as a path from /, within the root filesystem",
        "-u | somebody | the user somebody is not of the form UID or UID:GID, with numbers such as 1000:1000",
        "-u | 4294967295 | the user 4294967295 is not of the form UID or UID:GID, with numbers such as 1000:1000",
        "-u | 1:2:3 | the user 1:2:3 is not of the form UID or UID:GID, with numbers such as 1000:1000",
        "-e | =x | the environment variable \"=x\" has no name: write -e NAME=value",
        "-e | '' | the environment variable \"\" has no name: write -e NAME=value"})
    void an_option_with_a_wrong_value(String option, String value, String sentence) {
        assertThat(step.run("run", option, value, "true")).isEqualTo(sentence(125, sentence));
    }

    @Test
    void a_working_directory_that_is_missing() {
        Result result = step.run("run", "-w", "/opt/nowhere", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).hasLineCount(1)
                .contains("chdir path=/opt/nowhere: ENOENT (the root filesystem has no such folder:");
    }

    @Test
    void an_unknown_command_and_an_unknown_option() {
        assertThat(step.run("ruin").err()).startsWith("mini-docker: there is no command ruin. Did you mean run");
        assertThat(step.run("run", "--rotfs=/x", "true"))
                .isEqualTo(new Result(125, "",
                        "mini-docker: Unknown option: '--rotfs=/x'. Did you mean --rootfs?\nSee 'mini-docker run --help'.\n"));
    }

    @Test
    void only_debug_adds_the_stack_trace() {
        Result result = step.run("--debug", "run", "--rootfs", "/etc/passwd", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("\tat minidocker.chroot.RunCommand.call").endsWith("'rootfs create DIR' makes one\n");
    }

    @Test
    void an_environment_of_a_megabyte_reaches_the_program() {
        List<String> arguments = new ArrayList<>(List.of("run"));
        CommandLineRun large = step;
        for (int i = 0; i < 10; i++) {
            large = large.env("LARGE" + i, "x".repeat(105_000));
            arguments.addAll(List.of("-e", "LARGE" + i));
        }
        arguments.addAll(List.of("sh", "-c", "echo $((${#LARGE0} + ${#LARGE9}))"));
        assertThat(large.run(arguments.toArray(new String[0]))).isEqualTo(new Result(0, "210000\n", ""));
    }

    @Test
    void two_thousand_arguments_reach_the_program() {
        List<String> arguments = new ArrayList<>(List.of("run", "sh", "-c", "echo $# ${2000}0", "sh"));
        for (int i = 1; i <= 2000; i++) {
            arguments.add(Integer.toString(i));
        }
        assertThat(step.run(arguments.toArray(new String[0]))).isEqualTo(new Result(0, "2000 20000\n", ""));
    }

    @Test
    void as_many_arguments_as_the_kernel_takes_and_a_long_path_fit_into_our_memory() {
        List<String> arguments = new ArrayList<>(List.of("run", "-e", "PATH=" + "/opt/no:".repeat(60) + "/bin", "sh", "-c",
                "echo $#", "sh"));
        for (int i = 0; i < 17; i++) {
            arguments.add("x".repeat(100_000));
        }
        assertThat(step.run(arguments.toArray(new String[0]))).isEqualTo(new Result(0, "17\n", ""));
    }

    @Test
    void an_environment_that_the_kernel_finds_too_long() {
        // A limit of the stack leaves a program a quarter of it for arguments and environment. Ours were given before it was
        // lowered, from outside.
        CommandLineRun large = step;
        List<String> arguments = new ArrayList<>(List.of("run"));
        for (int i = 0; i < 10; i++) {
            large = large.env("LARGE" + i, "x".repeat(50_000));
            arguments.addAll(List.of("-e", "LARGE" + i));
        }
        arguments.add("true");
        String script = "\"$@\" & prlimit --stack=1000000 --pid $!; wait $!";
        assertThat(large.by(script).run(arguments.toArray(new String[0]))).isEqualTo(sentence(126,
                "the arguments and the environment are too long for one program: the kernel takes 128 KiB for a single string, and about 2 MiB in all"));
    }

    @Test
    void our_output_to_a_full_disk_is_an_error() {
        Result result = step.by("exec \"$@\" >/dev/full").run("run", "--explain", "true");
        assertThat(result).isEqualTo(sentence(125, "standard output cannot be written to: is it closed, or the disk full?"));
    }

    @Test
    void a_reader_of_our_output_who_leaves_is_no_reason_to_complain() {
        assertThat(step.by("{ \"$@\"; echo $? >&2; } | true").run("run", "--explain", "true").err()).matches("(141|0)\n");
    }

    @Test
    void the_programs_output_to_a_full_disk_is_the_programs_error() {
        Result result = step.by("exec \"$@\" >/dev/full").run("run", "/bin/echo", "hello");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("No space left on device").doesNotContain("mini-docker");
    }
}
