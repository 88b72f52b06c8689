package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import minidocker.syscall.Child;
import minidocker.syscall.Errno;
import minidocker.syscall.FileCalls;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {
    private static final SyscallProgram EMPTY = SyscallProgram.inNewProcess("a process");

    @TempDir
    Path folder;

    @Test
    void a_command_is_looked_for_in_each_folder_of_path() {
        assertThat(Execution.candidates("ls", "/usr/bin:/bin/:/")).containsExactly("/usr/bin/ls", "/bin/ls", "/ls");
    }

    @Test
    void an_empty_folder_of_path_is_the_working_directory() {
        assertThat(Execution.candidates("ls", ":/bin:")).containsExactly("./ls", "/bin/ls", "./ls");
        assertThat(Execution.candidates("ls", "")).containsExactly("./ls");
    }

    @Test
    void a_command_with_a_slash_is_itself() {
        assertThat(Execution.candidates("/bin/ls", "/usr/bin")).containsExactly("/bin/ls");
        assertThat(Execution.candidates("./ls", "/usr/bin")).containsExactly("./ls");
    }

    @Test
    void all_places_but_the_last_may_fail() {
        SyscallProgram program = Execution.append(EMPTY, new ProcessSpec(List.of("ls"), List.of("PATH=/a:/b:/c"), "/", null));
        assertThat(program.calls()).extracting(call -> call.mayFail()).containsExactly(true, true, false);
        assertThat(program.calls()).extracting(call -> call.arguments().get(0).operand().toString())
                .containsExactly("/a/ls", "/b/ls", "/c/ls");
    }

    private ProgramFailure failureOf(SyscallProgram program) {
        try (Child child = Child.spawn(program)) {
            return catchThrowableOfType(ProgramFailure.class, child::awaitExec);
        }
    }

    private ProgramFailure failureOf(String command, String path) {
        return failureOf(Execution.append(EMPTY, new ProcessSpec(List.of(command), List.of("PATH=" + path), "/", null)));
    }

    @Test
    void where_something_was_found_tells_more_than_where_nothing_was() throws IOException {
        Files.createDirectories(folder.resolve("locked"));
        Files.createDirectories(folder.resolve("empty"));
        Files.createFile(folder.resolve("locked/tool"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        TracedCall telling = Execution.mostTelling(failureOf("tool", folder + "/none:" + folder + "/locked:" + folder
                + "/empty"));
        assertThat(telling.number()).isEqualTo(2);
        assertThat(telling.errno()).isEqualTo(Errno.EACCES.number());
    }

    @Test
    void where_nothing_was_found_the_last_place_tells() {
        TracedCall telling = Execution.mostTelling(failureOf("tool", folder + ":" + folder));
        assertThat(telling.number()).isEqualTo(2);
        assertThat(telling.errno()).isEqualTo(Errno.ENOENT.number());
    }

    @Test
    void another_calls_failure_is_not_the_commands() {
        assertThat(Execution.mostTelling(failureOf(EMPTY.then(FileCalls.chdir(folder + "/none"), "where to start")))).isNull();
    }
}
